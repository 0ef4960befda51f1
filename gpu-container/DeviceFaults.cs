using Microsoft.ML.OnnxRuntime;

namespace RasterFlow.GpuContainer;

/// <summary>Tells a device's failures from a model's, by what ONNX Runtime says: its exceptions have no public code for it.</summary>
internal static class DeviceFaults
{
    // Of the arena, of CUDA, of cuBLAS and cuDNN, of the processor's heap.
    private static readonly string[] MemoryTexts = ["Failed to allocate memory", "out of memory", "ALLOC_FAILED", "bad_alloc", "bad allocation"];

    // Of the CUDA and the TensorRT provider.
    private static readonly string[] DeviceTexts = ["CUDA failure", "CUDA error", "CUDNN failure", "CUDNN_STATUS", "CUBLAS failure", "CUBLAS_STATUS", "CUFFT failure", "TensorRT EP"];

    /// <summary>Whether memory ran out.</summary>
    public static bool IsOutOfMemory(Exception exception) => exception is OutOfMemoryException || (exception is OnnxRuntimeException && Says(exception, MemoryTexts));

    /// <summary>Whether an accelerator, or its memory, failed.</summary>
    public static bool IsOfDevice(Exception exception) => IsOutOfMemory(exception) || (exception is OnnxRuntimeException && Says(exception, DeviceTexts));

    /// <summary>Whether ONNX Runtime, or a library that it needs for a device, refused.</summary>
    public static bool IsOfRuntime(Exception exception) => exception is OnnxRuntimeException or OutOfMemoryException or DllNotFoundException or EntryPointNotFoundException;

    private static bool Says(Exception exception, string[] texts) => texts.Any(text => exception.Message.Contains(text, StringComparison.OrdinalIgnoreCase));
}
