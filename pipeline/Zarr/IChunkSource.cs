using RasterFlow.Imagery;

namespace RasterFlow.Zarr;

/// <summary>Knows where the chunks of a raster lie: in shards, or each in an object of its own.</summary>
internal interface IChunkSource
{
    /// <summary>The reads that give all chunks of a band and time step that a window touches. Every pixel of the window is in exactly one chunk.</summary>
    /// <param name="time">Time step.</param>
    /// <param name="band">Band.</param>
    /// <param name="window">Pixels inside the grid.</param>
    /// <param name="cancellationToken">Cancels the requests.</param>
    IAsyncEnumerable<ChunkRequest> FindAsync(int time, int band, PixelWindow window, CancellationToken cancellationToken);
}
