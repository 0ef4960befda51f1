using System.Runtime.InteropServices;
using Microsoft.ML.OnnxRuntime;
using RasterFlow.Inference;

namespace RasterFlow.GpuContainer;

/// <summary>
/// A model in ONNX Runtime. Inputs and outputs are the caller's memory, pinned for the call, not copied.
/// <para>
/// Every call has the same batch size, so that a patch's bits never depend on the patches beside it: on a processor 1 (the threads share the work
/// inside each operator, and one patch's activations fit its caches), on a GPU up to 16 (kernels are chosen by shape; the last batch is filled up).
/// </para>
/// </summary>
internal sealed class OnnxModelRunner : IModelRunner
{
    private const int LargestCudaBatch = 16;

    private readonly InferenceSession _session;
    private readonly ModelSignature _signature;
    private readonly RunOptions _runOptions = new();
    private readonly string[] _inputNames;
    private readonly string[] _outputNames;

    private OnnxModelRunner(InferenceSession session, ModelSignature signature, InferenceJob job, string device)
    {
        (_session, _signature, Device) = (session, signature, device);
        _inputNames = [signature.Input];
        _outputNames = [signature.Output];
        InputChannels = signature.InputChannels;
        OutputChannels = signature.OutputChannels > 0 ? signature.OutputChannels : job.Labels.Count;
        FixedBatch = signature.FixedBatch ?? BatchOn(device, job);
    }

    /// <inheritdoc/>
    public string Device { get; }

    /// <inheritdoc/>
    public int InputChannels { get; }

    /// <inheritdoc/>
    public int OutputChannels { get; }

    /// <inheritdoc/>
    public int? FixedBatch { get; }

    /// <summary>Batch size for a job on a device, unless the model has its own.</summary>
    public static int BatchOn(string device, InferenceJob job) =>
        device == InferenceDevice.Cuda ? Math.Min(job.MaxBatchSize, LargestCudaBatch) : 1;

    /// <summary>Loads a model.</summary>
    /// <exception cref="ModelMismatchException">The file is no model that the job can use.</exception>
    public static OnnxModelRunner Load(string path, InferenceJob job, string device)
    {
        InferenceSession? session = null;
        try
        {
            using SessionOptions options = InferenceDevice.SessionOptionsFor(device);
            session = new InferenceSession(path, options);
            ModelSignature signature = ModelSignature.Of(session, job.ModelKey);
            if (signature.InputChannels < 1)
            {
                throw new ModelMismatchException($"The model {job.ModelKey} does not say how many channels its input '{signature.Input}' has.");
            }

            signature.ThrowIfMismatch(job);
            return new OnnxModelRunner(session, signature, job, device);
        }
        catch (OnnxRuntimeException e)
        {
            session?.Dispose();
            throw new ModelMismatchException($"The model {job.ModelKey} could not be loaded: {e.Message}");
        }
        catch
        {
            session?.Dispose();
            throw;
        }
    }

    /// <summary>Checks that another job may use the loaded model.</summary>
    public void ThrowIfMismatch(InferenceJob job) => _signature.ThrowIfMismatch(job);

    /// <inheritdoc/>
    public void Run(ReadOnlyMemory<float> input, Memory<float> output, int batch, int patchSize)
    {
        // The runtime does not write to inputs; its binding only has no read-only overload.
        Memory<float> readOnly = MemoryMarshal.AsMemory(input);
        using OrtValue taken = OrtValue.CreateTensorValueFromMemory(OrtMemoryInfo.DefaultInstance, readOnly, [batch, InputChannels, patchSize, patchSize]);
        using OrtValue given = OrtValue.CreateTensorValueFromMemory(OrtMemoryInfo.DefaultInstance, output, [batch, OutputChannels, patchSize, patchSize]);
        _session.Run(_runOptions, _inputNames, [taken], _outputNames, [given]);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _runOptions.Dispose();
        _session.Dispose();
    }
}
