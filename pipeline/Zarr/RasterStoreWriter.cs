using RasterFlow.Imagery;
using RasterFlow.Storage;

namespace RasterFlow.Zarr;

/// <summary>
/// Writes a raster store: Zarr v3 or v2, array <c>variables</c> (time, band, y, x). A block is one shard, or in v2 some whole chunks: no two blocks share
/// an object. Equal samples give equal bytes, so a block may be written again. Safe for concurrent use.
/// </summary>
public sealed class RasterStoreWriter
{
    /// <summary>Chunks of a block in Zarr v2 that are written at the same time.</summary>
    private const int ConcurrentWrites = 8;

    private readonly IObjectStore _store;
    private readonly string _root;

    private RasterStoreWriter(IObjectStore store, string root, RasterStoreLayout layout)
    {
        _store = store;
        _root = root;
        Layout = layout;
    }

    /// <summary>The store's shape and meaning.</summary>
    public RasterStoreLayout Layout { get; }

    /// <summary>Writes all metadata and coordinates, the root's last; may be called again with the same layout.</summary>
    /// <param name="store">Where to.</param>
    /// <param name="root">Key of the store's root group.</param>
    /// <param name="layout">The store's shape and meaning.</param>
    /// <param name="cancellationToken">Cancels the requests.</param>
    /// <exception cref="ArgumentException">The layout contradicts itself.</exception>
    public static async Task<RasterStoreWriter> CreateAsync(IObjectStore store, string root, RasterStoreLayout layout, CancellationToken cancellationToken = default)
    {
        RasterStoreWriter writer = Open(store, root, layout);
        foreach ((string key, byte[] content) in CoordinateValues.Of(layout))
        {
            await store.WriteAsync(StoreKeys.Combine(root, key), content, cancellationToken);
        }

        await StoreDocuments.WriteArraysAsync(store, root, layout, cancellationToken);
        await StoreDocuments.WriteRootAsync(store, root, StoreMetadata.GroupAttributes(layout), layout.ZarrFormat, StoreMetadata.Arrays(layout), cancellationToken);
        return writer;
    }

    /// <summary>Opens a store whose metadata is already there, without reading it.</summary>
    /// <exception cref="ArgumentException">The layout contradicts itself.</exception>
    public static RasterStoreWriter Open(IObjectStore store, string root, RasterStoreLayout layout)
    {
        ArgumentNullException.ThrowIfNull(store);
        ArgumentNullException.ThrowIfNull(root);
        ArgumentNullException.ThrowIfNull(layout);
        if (layout.ChunkSize < 1 || layout.BlockSize < layout.ChunkSize || layout.BlockSize % layout.ChunkSize != 0)
        {
            throw new ArgumentException($"The block size {layout.BlockSize} is not a multiple of the chunk size {layout.ChunkSize}.", nameof(layout));
        }

        if (layout.ZarrFormat is not (2 or 3))
        {
            throw new ArgumentException($"There is no Zarr format {layout.ZarrFormat}; 3 and 2 are written.", nameof(layout));
        }

        if (layout.Times.Count == 0 || layout.Bands.Count == 0 || layout.Grid.Width < 1 || layout.Grid.Height < 1)
        {
            throw new ArgumentException("A store needs at least one time step, one band and one pixel.", nameof(layout));
        }

        if (layout.TimeDeltaDays is { } days && days.Count != layout.Times.Count)
        {
            throw new ArgumentException($"{days.Count} lengths for {layout.Times.Count} time steps.", nameof(layout));
        }

        return new RasterStoreWriter(store, root, layout);
    }

    /// <summary>True when a block has been written.</summary>
    public async Task<bool> BlockExistsAsync(BlockIndex block, CancellationToken cancellationToken = default) =>
        await _store.GetLengthAsync(MarkOf(block), cancellationToken) is not null;

    /// <summary>Writes a block, even when it holds no data.</summary>
    /// <param name="block">Which block.</param>
    /// <param name="samples">[band, y, x] of the block's window (<see cref="RasterStoreLayout.WindowOf"/>: cut at the grid's edge).</param>
    /// <param name="cancellationToken">Cancels the request.</param>
    /// <exception cref="ArgumentException">The type or the number of samples does not fit the block.</exception>
    public async Task WriteBlockAsync<T>(BlockIndex block, ReadOnlyMemory<T> samples, CancellationToken cancellationToken = default)
        where T : unmanaged
    {
        RequireSamples(block, samples);
        PixelWindow window = Layout.WindowOf(block);
        if (Layout.ZarrFormat == 3)
        {
            using BlockEncoder chunks = BlockEncoder.Encode(Layout, window, samples);
            using RentedBuffer<byte> shard = chunks.ToShard();
            await _store.WriteAsync(MarkOf(block), shard.Memory, cancellationToken);
            return;
        }

        int last = LastChunkOf(window);
        using BlockEncoder encoded = BlockEncoder.Encode(Layout, window, samples, always: last);
        ParallelOptions options = new() { MaxDegreeOfParallelism = ConcurrentWrites, CancellationToken = cancellationToken };
        await Parallel.ForEachAsync(Enumerable.Range(0, last), options, async (chunk, token) =>
        {
            if (!encoded[chunk].IsEmpty)
            {
                await _store.WriteAsync(KeyOf(block, chunk), encoded[chunk], token);
            }
        });
        await _store.WriteAsync(KeyOf(block, last), encoded[last], cancellationToken);
    }

    /// <summary>Refuses samples that do not fit a block.</summary>
    /// <exception cref="ArgumentException">The type or the number of samples does not fit the block.</exception>
    internal void RequireSamples<T>(BlockIndex block, ReadOnlyMemory<T> samples)
        where T : unmanaged
    {
        SampleTypes.Require<T>(Layout.SampleType);
        PixelWindow window = Layout.WindowOf(block);
        long expected = (long)Layout.Bands.Count * window.Width * window.Height;
        if (samples.Length != expected || window.IsEmpty)
        {
            throw new ArgumentException($"{block} needs {Layout.Bands.Count} bands of {window.Width} x {window.Height} samples = {expected}, but got {samples.Length}.", nameof(samples));
        }
    }

    /// <summary>The object that is written last, and always: the shard, or in Zarr v2 the block's last chunk.</summary>
    private string MarkOf(BlockIndex block) => Layout.ZarrFormat == 3
        ? StoreKeys.Combine(_root, StoreKeys.Chunk(3, block.Time, 0, block.Row, block.Column))
        : KeyOf(block, LastChunkOf(Layout.WindowOf(block)));

    private string KeyOf(BlockIndex block, int chunk)
    {
        int perSide = Layout.BlockSize / Layout.ChunkSize;
        (int band, int place) = Math.DivRem(chunk, perSide * perSide);
        return StoreKeys.Combine(_root, StoreKeys.Chunk(2, block.Time, band, ((long)block.Row * perSide) + (place / perSide), ((long)block.Column * perSide) + (place % perSide)));
    }

    /// <summary>Number of the last band's chunk in the bottom right corner of a block, which the grid's edge may cut.</summary>
    private int LastChunkOf(PixelWindow window)
    {
        int perSide = Layout.BlockSize / Layout.ChunkSize;
        (int row, int column) = ((window.Height - 1) / Layout.ChunkSize, (window.Width - 1) / Layout.ChunkSize);
        return ((((Layout.Bands.Count - 1) * perSide) + row) * perSide) + column;
    }
}
