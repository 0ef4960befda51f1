using System.Runtime.CompilerServices;
using RasterFlow.Imagery;
using RasterFlow.Zarr.Arrays;

namespace RasterFlow.Zarr;

/// <summary>Chunks that are objects of their own: Zarr v2, and v3 without shards.</summary>
internal sealed class PlainChunks(string arrayKey, ChunkKeys keys, int chunkSize) : IChunkSource
{
    /// <inheritdoc/>
    public async IAsyncEnumerable<ChunkRequest> FindAsync(int time, int band, PixelWindow window, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await Task.CompletedTask;
        for (int row = window.Y / chunkSize; row * (long)chunkSize < window.Bottom; row++)
        {
            for (int column = window.X / chunkSize; column * (long)chunkSize < window.Right; column++)
            {
                cancellationToken.ThrowIfCancellationRequested();
                PixelWindow pixels = new(column * chunkSize, row * chunkSize, chunkSize, chunkSize);
                yield return new ChunkRequest(StoreKeys.Combine(arrayKey, keys.KeyOf(time, band, row, column)), 0, null, [(pixels, 0, -1)]);
            }
        }
    }
}
