using RasterFlow.Inference;
using RasterFlow.Zarr;

namespace RasterFlow.GpuContainer;

/// <summary>A job with its stores open.</summary>
internal sealed record OpenJob(InferenceJob Job, BlockPredictor Predictor, RasterStoreWriter Writer, PyramidWriter? Levels)
{
    /// <summary>Writes a block of the prediction, with its part of the overview levels and its counts when the job wants them.</summary>
    public Task WriteAsync(BlockIndex block, ReadOnlyMemory<float> samples, CancellationToken cancellationToken) =>
        Levels is null ? Writer.WriteBlockAsync(block, samples, cancellationToken) : Levels.WriteBlockAsync(block, samples, cancellationToken);
}
