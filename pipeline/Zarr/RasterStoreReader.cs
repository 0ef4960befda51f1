using System.Buffers;
using System.Runtime.InteropServices;
using RasterFlow.Imagery;
using RasterFlow.Storage;
using RasterFlow.Storage.Compression;

namespace RasterFlow.Zarr;

/// <summary>
/// Reads windows of a raster store: of each shard only its index and the inner chunks that the window touches. Safe for concurrent use.
/// </summary>
public sealed class RasterStoreReader
{
    /// <summary>Requests at the same time in one call; bounds memory to that many runs of chunks.</summary>
    private const int MaxConcurrentRequests = 8;

    private readonly IObjectStore _store;
    private readonly string _root;
    private readonly bool _compressed;
    private readonly ShardIndexCache _indices;

    private RasterStoreReader(IObjectStore store, string root, RasterStoreLayout layout, bool compressed)
    {
        _store = store;
        _root = root;
        _compressed = compressed;
        Layout = layout;
        int perSide = layout.BlockSize / layout.ChunkSize;
        _indices = new ShardIndexCache(store, root, checked(layout.Bands.Count * perSide * perSide));
    }

    /// <summary>The store's shape and meaning, as its metadata states them.</summary>
    public RasterStoreLayout Layout { get; }

    /// <summary>Opens a store by its metadata.</summary>
    /// <param name="store">Where it lies.</param>
    /// <param name="root">Key of its root group, or of one of its overview levels.</param>
    /// <param name="cancellationToken">Cancels the requests.</param>
    /// <exception cref="RasterStoreNotFoundException">There is no store.</exception>
    /// <exception cref="RasterStoreUnsupportedException">The store uses a feature that is not read; the message names it.</exception>
    /// <exception cref="RasterStoreCorruptException">The metadata or a coordinate is damaged.</exception>
    public static async Task<RasterStoreReader> OpenAsync(IObjectStore store, string root, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(store);
        ArgumentNullException.ThrowIfNull(root);
        (RasterStoreLayout layout, bool compressed) = await StoreDocument.ReadAsync(store, root, cancellationToken);
        return new RasterStoreReader(store, root, layout, compressed);
    }

    /// <summary>Opens a store that <see cref="RasterStoreWriter"/> writes with a known layout, before its metadata is there.</summary>
    internal static RasterStoreReader Open(IObjectStore store, string root, RasterStoreLayout layout) => new(store, root, layout, compressed: true);

    /// <summary>Reads a window of one band and time step.</summary>
    /// <param name="time">Index of the time step.</param>
    /// <param name="band">Index of the band.</param>
    /// <param name="window">Pixels of the grid; may reach outside.</param>
    /// <param name="destination">Filled with [y, x]; no data (0 or NaN) outside the grid and where no block has been written.</param>
    /// <param name="cancellationToken">Cancels requests and decoding.</param>
    /// <exception cref="ArgumentException">The type or the number of samples does not fit.</exception>
    /// <exception cref="RasterStoreCorruptException">A shard is damaged.</exception>
    public async Task ReadAsync<T>(int time, int band, PixelWindow window, Memory<T> destination, CancellationToken cancellationToken = default)
        where T : unmanaged
    {
        SampleTypes.Require<T>(Layout.SampleType);
        ArgumentOutOfRangeException.ThrowIfNegative(time);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(time, Layout.Times.Count);
        ArgumentOutOfRangeException.ThrowIfNegative(band);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(band, Layout.Bands.Count);
        if (window.Width < 0 || window.Height < 0 || destination.Length != window.Area)
        {
            throw new ArgumentException($"A window of {window.Width} x {window.Height} pixels does not fit {destination.Length} samples.", nameof(destination));
        }

        destination.Span.Fill(SampleTypes.FillOf<T>());
        PixelWindow inside = window.Intersect(Layout.Grid.Window);
        if (inside.IsEmpty)
        {
            return;
        }

        ParallelOptions options = new() { MaxDegreeOfParallelism = MaxConcurrentRequests, CancellationToken = cancellationToken };
        List<(BlockIndex Block, ChunkRun Run)> runs = [];
        foreach (BlockIndex block in BlocksOf(time, inside))
        {
            runs.AddRange(await RunsOfAsync(block, band, inside, cancellationToken));
        }

        await Parallel.ForEachAsync(runs, options, async (item, token) => await ReadRunAsync(item.Block, item.Run, window, inside, destination, token));
    }

    private IEnumerable<BlockIndex> BlocksOf(int time, PixelWindow inside)
    {
        for (int row = inside.Y / Layout.BlockSize; row * Layout.BlockSize < inside.Bottom; row++)
        {
            for (int column = inside.X / Layout.BlockSize; column * Layout.BlockSize < inside.Right; column++)
            {
                yield return new BlockIndex(time, row, column);
            }
        }
    }

    private async Task<IEnumerable<(BlockIndex Block, ChunkRun Run)>> RunsOfAsync(BlockIndex block, int band, PixelWindow inside, CancellationToken cancellationToken)
    {
        ShardIndex? index = await _indices.GetAsync(block, cancellationToken);
        if (index is null)
        {
            return [];
        }

        int size = Layout.ChunkSize;
        int perSide = Layout.BlockSize / size;
        PixelWindow part = Layout.WindowOf(block).Intersect(inside);
        (int left, int top) = (part.X - (block.Column * Layout.BlockSize), part.Y - (block.Row * Layout.BlockSize));
        List<(int Row, int Column, long OffsetBytes, int LengthBytes)> chunks = [];
        for (int row = top / size; row * size < top + part.Height; row++)
        {
            for (int column = left / size; column * size < left + part.Width; column++)
            {
                if (index[(((band * perSide) + row) * perSide) + column] is { } place)
                {
                    chunks.Add((row, column, place.OffsetBytes, place.LengthBytes));
                }
            }
        }

        return ChunkRun.Gather(chunks).Select(run => (block, run));
    }

    private async Task ReadRunAsync<T>(BlockIndex block, ChunkRun run, PixelWindow window, PixelWindow inside, Memory<T> destination, CancellationToken cancellationToken)
        where T : unmanaged
    {
        string key = StoreKeys.Combine(_root, StoreKeys.Shard(block));
        byte[]? bytes = await _store.ReadRangeAsync(key, run.OffsetBytes, run.LengthBytes, cancellationToken);
        if (bytes is null || bytes.Length != run.LengthBytes)
        {
            throw new RasterStoreCorruptException(_store.GetUri(key), $"expected {run.LengthBytes} bytes at {run.OffsetBytes}, got {bytes?.Length ?? 0}");
        }

        int size = Layout.ChunkSize;
        T[] samples = ArrayPool<T>.Shared.Rent(size * size);
        try
        {
            foreach ((int row, int column, int start, int length) in run.Chunks)
            {
                Decode<T>(key, bytes.AsSpan(start, length), samples.AsSpan(0, size * size));
                PixelWindow chunk = new((block.Column * Layout.BlockSize) + (column * size), (block.Row * Layout.BlockSize) + (row * size), size, size);
                Copy<T>(samples, chunk, chunk.Intersect(inside), window, destination.Span);
            }
        }
        finally
        {
            ArrayPool<T>.Shared.Return(samples);
        }
    }

    private void Decode<T>(string key, ReadOnlySpan<byte> encoded, Span<T> samples)
        where T : unmanaged
    {
        Span<byte> bytes = MemoryMarshal.AsBytes(samples);
        if (_compressed)
        {
            if (ZstdCodec.TryDecompress(encoded, bytes) is { } problem)
            {
                throw new RasterStoreCorruptException(_store.GetUri(key), $"a chunk cannot be decompressed ({problem})");
            }
        }
        else if (encoded.Length == bytes.Length)
        {
            encoded.CopyTo(bytes);
        }
        else
        {
            throw new RasterStoreCorruptException(_store.GetUri(key), $"a chunk has {encoded.Length} bytes instead of {bytes.Length}");
        }
    }

    private static void Copy<T>(ReadOnlySpan<T> samples, PixelWindow chunk, PixelWindow part, PixelWindow window, Span<T> destination)
        where T : unmanaged
    {
        for (int y = part.Y; y < part.Bottom; y++)
        {
            samples.Slice(((y - chunk.Y) * chunk.Width) + part.X - chunk.X, part.Width)
                .CopyTo(destination[(((y - window.Y) * window.Width) + part.X - window.X)..]);
        }
    }
}
