using RasterFlow.Inference;
using RasterFlow.Zarr;

namespace RasterFlow.GpuContainer;

/// <summary>A job with its stores open.</summary>
internal sealed record OpenJob(InferenceJob Job, BlockPredictor Predictor, RasterStoreWriter Writer);
