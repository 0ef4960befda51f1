using Microsoft.Extensions.Logging;
using Microsoft.ML.OnnxRuntime;

namespace RasterFlow.GpuContainer;

/// <summary>Where models run.</summary>
internal sealed class InferenceDevice
{
    /// <summary>Name of the GPU in settings and results.</summary>
    public const string Cuda = "cuda";

    /// <summary>Name of the processor in settings and results.</summary>
    public const string Cpu = "cpu";

    private const string CudaProvider = "CUDAExecutionProvider";

    // y = Identity(x), one float32: the smallest model there is, to learn whether a GPU really answers.
    internal const string ProbeModel = "CAg6NwoQCgF4EgF5IghJZGVudGl0eRIBZ1oPCgF4EgoKCAgBEgQKAggBYg8KAXkSCgoICAESBAoCCAFCAhAN";

    private InferenceDevice(string name) => Name = name;

    /// <summary><see cref="Cuda"/> or <see cref="Cpu"/>.</summary>
    public string Name { get; }

    /// <summary>Finds the device: a GPU that answers, unless <paramref name="requested"/> is <see cref="Cpu"/>; else the processor. Says so once in the log.</summary>
    public static InferenceDevice Detect(string? requested, ILogger log)
    {
        if (requested != Cpu && HasGpu(log))
        {
            log.LogInformation("Inference on CUDA device 0");
            return new InferenceDevice(Cuda);
        }

        if (requested == Cuda)
        {
            log.LogWarning("The device cuda was asked for, but there is none.");
        }

        log.LogInformation("Inference on cpu: {Threads} threads", Environment.ProcessorCount);
        return new InferenceDevice(Cpu);
    }

    /// <summary>The device a job runs on here: the GPU only if it is there and the job does not ask for the processor.</summary>
    public string For(string? requestedByJob) => requestedByJob == Cpu ? Cpu : Name;

    /// <summary>Options for a session on a device.</summary>
    public static SessionOptions SessionOptionsFor(string device)
    {
        SessionOptions options = new()
        {
            GraphOptimizationLevel = GraphOptimizationLevel.ORT_ENABLE_ALL,
            ExecutionMode = ExecutionMode.ORT_SEQUENTIAL,
            IntraOpNumThreads = Environment.ProcessorCount,
            InterOpNumThreads = 1,
            LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR,
        };
        if (device == Cuda)
        {
            using OrtCUDAProviderOptions cuda = new();
            // The default, EXHAUSTIVE, times the kernels and may choose another one in each process: other bits for the same patch.
            cuda.UpdateOptions(new Dictionary<string, string> { ["device_id"] = "0", ["cudnn_conv_algo_search"] = "HEURISTIC" });
            options.AppendExecutionProvider_CUDA(cuda);
        }

        return options;
    }

    private static bool HasGpu(ILogger log)
    {
        if (!OrtEnv.Instance().GetAvailableProviders().Contains(CudaProvider))
        {
            return false;
        }

        try
        {
            using SessionOptions options = SessionOptionsFor(Cuda);
            using InferenceSession session = new(Convert.FromBase64String(ProbeModel), options);
            return true;
        }
        catch (OnnxRuntimeException e)
        {
            log.LogInformation("No usable CUDA device: {Reason}", e.Message);
            return false;
        }
    }
}
