using RasterFlow.Inference;

namespace RasterFlow.GpuContainer;

/// <summary>
/// An ONNX model as one job uses it.
/// <para>
/// Every call has the same batch size, so that a patch's bits never depend on the patches beside it: on a processor 1 (one patch's activations fit a
/// core's caches, and each core has a call of its own), on a GPU up to 16 (kernels are chosen by shape; the last batch is filled up).
/// </para>
/// </summary>
internal sealed class OnnxModelRunner(OnnxModel model, InferenceJob job) : IModelRunner
{
    private const int LargestGpuBatch = 16;
    private const long LargestBatchBytes = 512L << 20;

    /// <inheritdoc/>
    public string Device => model.Device;

    /// <inheritdoc/>
    public int? InputChannels => model.Signature.InputChannels;

    /// <inheritdoc/>
    public int? OutputChannels => model.Signature.OutputChannels;

    /// <inheritdoc/>
    public int? FixedBatch { get; } = model.Signature.FixedBatch ?? BatchOn(model.Device, job);

    /// <inheritdoc/>
    public int ConcurrentCalls { get; } =
        CallPlan.For(model.Device, job.PatchSize, model.Signature.FixedBatch ?? 1, Environment.ProcessorCount).ConcurrentCalls;

    /// <summary>Batch size for a job on a device, unless the model has its own; the same on every worker.</summary>
    public static int BatchOn(string device, InferenceJob job)
    {
        long patchBytes = (long)job.PatchSize * job.PatchSize * (job.Features.Count + job.Labels.Count) * sizeof(float);
        return device == InferenceDevice.Cpu ? 1 : (int)Math.Clamp(LargestBatchBytes / patchBytes, 1, Math.Min(job.MaxBatchSize, LargestGpuBatch));
    }

    /// <inheritdoc/>
    public IModelBatch CreateBatch(BatchShape shape) => model.CreateBatch(shape);
}
