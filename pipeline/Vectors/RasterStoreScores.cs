using RasterFlow.Imagery;
using RasterFlow.Zarr;

namespace RasterFlow.Vectors;

/// <summary>The scores of a prediction store.</summary>
internal sealed class RasterStoreScores(RasterStoreReader reader) : IScoreReader
{
    /// <inheritdoc/>
    public RasterStoreLayout Layout => reader.Layout;

    /// <inheritdoc/>
    public Task ReadAsync(int time, int band, PixelWindow window, Memory<float> destination, CancellationToken cancellationToken = default) =>
        reader.ReadAsync(time, band, window, destination, cancellationToken);
}
