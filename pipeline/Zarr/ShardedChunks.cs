using System.Runtime.CompilerServices;
using RasterFlow.Imagery;
using RasterFlow.Storage;
using RasterFlow.Zarr.Arrays;

namespace RasterFlow.Zarr;

/// <summary>Chunks in shards of (1, bands, block, block): of each shard only the index and what lies under the window is read.</summary>
internal sealed class ShardedChunks : IChunkSource
{
    /// <summary>Indices asked for ahead, so that their latencies overlap.</summary>
    private const int IndicesAhead = 8;

    private readonly string _arrayKey;
    private readonly ChunkKeys _keys;
    private readonly RasterStoreLayout _layout;
    private readonly ShardIndexCache _indices;

    public ShardedChunks(IObjectStore store, string arrayKey, ArrayMetadata metadata, RasterStoreLayout layout)
    {
        _arrayKey = arrayKey;
        _keys = metadata.Keys;
        _layout = layout;
        _indices = new ShardIndexCache(store, metadata.Codecs.Shards!, KeyOf);
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<ChunkRequest> FindAsync(int time, int band, PixelWindow window, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        Queue<(BlockIndex Block, Task<ShardIndex?> Index)> ahead = new();
        foreach (BlockIndex block in BlocksOf(time, window))
        {
            ahead.Enqueue((block, _indices.GetAsync(block, cancellationToken)));
            if (ahead.Count >= IndicesAhead)
            {
                foreach (ChunkRequest request in await NextAsync(ahead, band, window))
                {
                    yield return request;
                }
            }
        }

        while (ahead.Count > 0)
        {
            foreach (ChunkRequest request in await NextAsync(ahead, band, window))
            {
                yield return request;
            }
        }
    }

    private async Task<IEnumerable<ChunkRequest>> NextAsync(Queue<(BlockIndex Block, Task<ShardIndex?> Index)> ahead, int band, PixelWindow window)
    {
        (BlockIndex block, Task<ShardIndex?> reading) = ahead.Dequeue();
        return await reading is { } index ? RequestsOf(block, index, band, window) : [new ChunkRequest(null, 0, null, [(_layout.WindowOf(block), 0, 0)])];
    }

    private IEnumerable<BlockIndex> BlocksOf(int time, PixelWindow window)
    {
        for (int row = window.Y / _layout.BlockSize; row * (long)_layout.BlockSize < window.Bottom; row++)
        {
            for (int column = window.X / _layout.BlockSize; column * (long)_layout.BlockSize < window.Right; column++)
            {
                yield return new BlockIndex(time, row, column);
            }
        }
    }

    private IEnumerable<ChunkRequest> RequestsOf(BlockIndex block, ShardIndex index, int band, PixelWindow window)
    {
        int size = _layout.ChunkSize;
        int perSide = _layout.BlockSize / size;
        (int x, int y) = (block.Column * _layout.BlockSize, block.Row * _layout.BlockSize);
        PixelWindow part = _layout.WindowOf(block).Intersect(window);
        List<(int Row, int Column, long OffsetBytes, int LengthBytes)> chunks = [];
        List<(PixelWindow Pixels, int Start, int Length)> missing = [];
        for (int row = (part.Y - y) / size; y + (row * size) < part.Bottom; row++)
        {
            for (int column = (part.X - x) / size; x + (column * size) < part.Right; column++)
            {
                if (index[(((band * perSide) + row) * perSide) + column] is { } place)
                {
                    chunks.Add((row, column, place.OffsetBytes, place.LengthBytes));
                }
                else
                {
                    missing.Add((new PixelWindow(x + (column * size), y + (row * size), size, size), 0, 0));
                }
            }
        }

        IEnumerable<ChunkRequest> reads = ChunkRun.Gather(chunks).Select(run => new ChunkRequest(
            KeyOf(block),
            run.OffsetBytes,
            run.LengthBytes,
            [.. run.Chunks.Select(chunk => (new PixelWindow(x + (chunk.Column * size), y + (chunk.Row * size), size, size), chunk.Start, chunk.Length))]));
        return missing.Count > 0 ? reads.Append(new ChunkRequest(null, 0, null, missing)) : reads;
    }

    private string KeyOf(BlockIndex block) => StoreKeys.Combine(_arrayKey, _keys.KeyOf(block.Time, 0, block.Row, block.Column));
}
