using RasterFlow.Imagery;
using RasterFlow.Zarr;

namespace RasterFlow.Vectors;

/// <summary>The scores that are vectorized: a prediction store, or a raster in memory.</summary>
public interface IScoreReader
{
    /// <summary>Shape and meaning of the raster.</summary>
    RasterStoreLayout Layout { get; }

    /// <summary>Reads scores [y, x] of one window; NaN where there are none.</summary>
    Task ReadAsync(int time, int band, PixelWindow window, Memory<float> destination, CancellationToken cancellationToken = default);
}
