using System.Text.Json;
using System.Text.Json.Nodes;
using RasterFlow.Imagery;
using RasterFlow.Storage;

namespace RasterFlow.Zarr;

/// <summary>
/// Writes a raster store: Zarr v3, array <c>variables</c> (time, band, y, x), one shard a block. Every block is one object,
/// written whole; equal samples give equal bytes, so a block may be written again. Safe for concurrent use.
/// </summary>
public sealed class RasterStoreWriter
{
    private static readonly JsonSerializerOptions Json = new() { WriteIndented = true, NewLine = "\n" };
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

    /// <summary>Writes all metadata and coordinates, the root's <c>zarr.json</c> last; may be called again with the same layout.</summary>
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

        SortedDictionary<string, JsonObject> arrays = StoreMetadata.Arrays(layout);
        foreach ((string name, JsonObject document) in arrays)
        {
            await WriteJsonAsync(store, StoreKeys.Combine(root, $"{name}/{StoreKeys.Metadata}"), document, cancellationToken);
        }

        JsonObject group = StoreMetadata.Consolidate(StoreMetadata.Group(StoreMetadata.GroupAttributes(layout)), arrays);
        await WriteJsonAsync(store, StoreKeys.Combine(root, StoreKeys.Metadata), group, cancellationToken);
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
        await _store.GetLengthAsync(KeyOf(block), cancellationToken) is not null;

    /// <summary>Writes a block as one object, even when it holds no data.</summary>
    /// <param name="block">Which block.</param>
    /// <param name="samples">[band, y, x] of the block's window (<see cref="RasterStoreLayout.WindowOf"/>: cut at the grid's edge).</param>
    /// <param name="cancellationToken">Cancels the request.</param>
    /// <exception cref="ArgumentException">The type or the number of samples does not fit the block.</exception>
    public async Task WriteBlockAsync<T>(BlockIndex block, ReadOnlyMemory<T> samples, CancellationToken cancellationToken = default)
        where T : unmanaged
    {
        RequireSamples(block, samples);
        PixelWindow window = Layout.WindowOf(block);
        byte[] shard = (object)samples is ReadOnlyMemory<ushort> integers
            ? ShardEncoder.Encode(Layout, window, integers)
            : ShardEncoder.Encode(Layout, window, (ReadOnlyMemory<float>)(object)samples);
        await _store.WriteAsync(KeyOf(block), shard, cancellationToken);
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

    /// <summary>Writes a metadata document; equal documents give equal bytes.</summary>
    internal static Task WriteJsonAsync(IObjectStore store, string key, JsonObject document, CancellationToken cancellationToken) =>
        store.WriteAsync(key, JsonSerializer.SerializeToUtf8Bytes(document, Json), cancellationToken);

    private string KeyOf(BlockIndex block) => StoreKeys.Combine(_root, StoreKeys.Shard(block));
}
