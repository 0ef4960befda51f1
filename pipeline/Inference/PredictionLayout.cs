using RasterFlow.Zarr;

namespace RasterFlow.Inference;

/// <summary>The shape of the store that a prediction goes to.</summary>
public static class PredictionLayout
{
    /// <summary>Side of a chunk, and of the smallest block, in pixels.</summary>
    public const int ChunkSize = 256;

    /// <summary>The store of a job; see the other overload.</summary>
    public static RasterStoreLayout For(RasterStoreLayout mosaic, InferenceJob job, int xyBlockMultiplier)
    {
        ArgumentNullException.ThrowIfNull(job);
        return For(mosaic, job.Actor, job.OutputBands(), xyBlockMultiplier) with { Prediction = new PredictionContent(job.OutputName, job.Labels) };
    }

    /// <summary>
    /// The mosaic's grid, float32, a band a label, and blocks of 256 * <paramref name="xyBlockMultiplier"/> pixels on a side. Change detection
    /// has one time step, from the start of the mosaic's first to the end of its last; other actors keep the mosaic's time steps.
    /// </summary>
    public static RasterStoreLayout For(RasterStoreLayout mosaic, InferenceActor actor, IReadOnlyList<string> labels, int xyBlockMultiplier)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(xyBlockMultiplier, 1);
        RasterStoreLayout prediction = mosaic with
        {
            Bands = labels,
            SampleType = RasterSampleType.Float32,
            ChunkSize = ChunkSize,
            BlockSize = checked(ChunkSize * xyBlockMultiplier),
        };
        if (actor != InferenceActor.SemanticSegmentationChangeDetection)
        {
            return prediction;
        }

        int lastDays = mosaic.TimeDeltaDays is { Count: > 0 } lengths ? lengths[^1] : 0;
        int days = mosaic.Times[^1].DayNumber - mosaic.Times[0].DayNumber + lastDays;
        return prediction with { Times = [mosaic.Times[0]], TimeDeltaDays = [days] };
    }
}
