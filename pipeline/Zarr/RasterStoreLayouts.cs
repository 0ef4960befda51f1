using RasterFlow.Mosaics;

namespace RasterFlow.Zarr;

/// <summary>Layouts of the stores that the pipeline writes.</summary>
public static class RasterStoreLayouts
{
    /// <summary>The store of a mosaic: uint16, 0 = no data, one time step a composite with its length in days.</summary>
    public static RasterStoreLayout ForMosaic(MosaicPlan plan)
    {
        ArgumentNullException.ThrowIfNull(plan);
        return new RasterStoreLayout
        {
            Grid = plan.Grid,
            Times = plan.Times,
            TimeDeltaDays = plan.LengthDays,
            Bands = plan.Bands,
            SampleType = RasterSampleType.UInt16,
            BlockSize = plan.BlockSize,
            ChunkSize = plan.ChunkSize,
            ZarrFormat = plan.ZarrFormat ?? 3,
            Compression = plan.Compression == "gzip" ? ZarrCompression.Gzip : ZarrCompression.Zstd,
        };
    }

    /// <summary>The store of a prediction of one time step: float32, NaN = no data, on the mosaic's grid.</summary>
    /// <param name="mosaic">The mosaic's layout.</param>
    /// <param name="labels">The model's classes: the band axis.</param>
    /// <param name="start">Start of the time step.</param>
    /// <param name="timeDeltaDays">Days from the start to the end of what was compared; null when the store needs no end.</param>
    /// <param name="blockSize">Side of a block in pixels; a multiple of the mosaic's chunk size.</param>
    public static RasterStoreLayout ForPrediction(RasterStoreLayout mosaic, IReadOnlyList<string> labels, DateOnly start, int? timeDeltaDays, int blockSize)
    {
        ArgumentNullException.ThrowIfNull(mosaic);
        return ForPrediction(mosaic, labels, [start], timeDeltaDays is { } days ? [days] : null, blockSize);
    }

    /// <summary>The store of a prediction of several time steps: float32, NaN = no data, on the mosaic's grid.</summary>
    /// <param name="mosaic">The mosaic's layout.</param>
    /// <param name="labels">The model's classes: the band axis.</param>
    /// <param name="starts">Start of each time step.</param>
    /// <param name="timeDeltaDays">Length of each time step in days; null when the store needs none.</param>
    /// <param name="blockSize">Side of a block in pixels; a multiple of the mosaic's chunk size.</param>
    public static RasterStoreLayout ForPrediction(RasterStoreLayout mosaic, IReadOnlyList<string> labels, IReadOnlyList<DateOnly> starts, IReadOnlyList<int>? timeDeltaDays, int blockSize)
    {
        ArgumentNullException.ThrowIfNull(mosaic);
        return mosaic with
        {
            Times = starts,
            TimeDeltaDays = timeDeltaDays,
            Bands = labels,
            SampleType = RasterSampleType.Float32,
            BlockSize = blockSize,
        };
    }
}
