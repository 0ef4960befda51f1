using System.Runtime.InteropServices;
using RasterFlow.Imagery;
using RasterFlow.Storage;
using RasterFlow.Zarr.Arrays;

namespace RasterFlow.Zarr;

/// <summary>
/// Reads windows of a raster store, Zarr v3 or v2: of each shard only its index and the inner chunks that the window touches. Safe for concurrent use.
/// </summary>
public sealed class RasterStoreReader
{
    /// <summary>Requests at the same time in one call; bounds memory to that many runs of chunks.</summary>
    private const int MaxConcurrentRequests = 8;

    private readonly IObjectStore _store;
    private readonly IChunkDecoder _decoder;
    private readonly IChunkSource _chunks;
    private readonly byte[] _fill;

    /// <summary>No compressor that is worth its name makes a chunk longer than this; one that is longer all the same is read again.</summary>
    private readonly int _usualLength;

    private RasterStoreReader(IObjectStore store, string root, RasterStoreLayout layout, ArrayMetadata variables)
    {
        string arrayKey = StoreKeys.Combine(root, StoreKeys.Variables);
        _store = store;
        _decoder = variables.Codecs.Shards?.Chunks ?? variables.Codecs.Decoder!;
        _chunks = variables.Codecs.Shards is null ? new PlainChunks(arrayKey, variables.Keys, layout.ChunkSize) : new ShardedChunks(store, arrayKey, variables, layout);
        _fill = variables.Fill;
        _usualLength = checked((layout.ChunkSize * layout.ChunkSize * variables.Type.Size) + (variables.ChunkLength >> 7) + 1024);
        Layout = layout;
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
        (RasterStoreLayout layout, ArrayMetadata variables) = await StoreDocument.ReadAsync(store, root, cancellationToken);
        return new RasterStoreReader(store, root, layout, variables);
    }

    /// <summary>Opens a store that <see cref="RasterStoreWriter"/> writes with a known layout, before its metadata is there.</summary>
    internal static RasterStoreReader Open(IObjectStore store, string root, RasterStoreLayout layout) =>
        new(store, root, layout, StoreMetadata.ReadVariables(layout));

    /// <summary>Reads a window of one band and time step.</summary>
    /// <param name="time">Index of the time step.</param>
    /// <param name="band">Index of the band.</param>
    /// <param name="window">Pixels of the grid; may reach outside.</param>
    /// <param name="destination">Filled with [y, x]; the store's fill value (0 or NaN in ours: no data) outside the grid and where no block has been written.</param>
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

        PixelWindow inside = window.Intersect(Layout.Grid.Window);
        if (inside != window)
        {
            destination.Span.Fill(MemoryMarshal.Read<T>(_fill));
        }

        if (inside.IsEmpty)
        {
            return;
        }

        ParallelOptions options = new() { MaxDegreeOfParallelism = MaxConcurrentRequests, CancellationToken = cancellationToken };
        IAsyncEnumerable<ChunkRequest> requests = _chunks.FindAsync(time, band, inside, cancellationToken);
        await Parallel.ForEachAsync(requests, options, async (request, token) => await ReadAsync(request, window, inside, destination, token));
    }

    private async Task ReadAsync<T>(ChunkRequest request, PixelWindow window, PixelWindow inside, Memory<T> destination, CancellationToken cancellationToken)
        where T : unmanaged
    {
        if (request.Key is null)
        {
            Fill(request, window, inside, destination.Span);
            return;
        }

        int length = request.LengthBytes ?? _usualLength;
        using RentedBuffer<byte> bytes = new(length);
        int? read = await _store.ReadRangeAsync(request.Key, request.OffsetBytes, bytes.Memory, cancellationToken);
        if (request.LengthBytes is not null && read != length)
        {
            throw new RasterStoreCorruptException(_store.GetUri(request.Key), $"expected {length} bytes at {request.OffsetBytes}, got {read ?? 0}");
        }

        if (read is null)
        {
            Fill(request, window, inside, destination.Span);
            return;
        }

        bool mayBeLonger = request.LengthBytes is null && read == length;
        ReadOnlyMemory<byte> encoded = mayBeLonger ? await _store.ReadAsync(request.Key, cancellationToken) : bytes.Memory[..read.Value];
        Place(request, encoded.Span, window, inside, destination.Span);
    }

    private void Place<T>(ChunkRequest request, ReadOnlySpan<byte> bytes, PixelWindow window, PixelWindow inside, Span<T> destination)
        where T : unmanaged
    {
        using RentedBuffer<T> samples = new(Layout.ChunkSize * Layout.ChunkSize);
        foreach ((PixelWindow pixels, int start, int length) in request.Chunks)
        {
            Decode(request.Key!, length < 0 ? bytes : bytes.Slice(start, length), samples.Span);
            Copy<T>(samples.Span, pixels, pixels.Intersect(inside), window, destination);
        }
    }

    private void Fill<T>(ChunkRequest request, PixelWindow window, PixelWindow inside, Span<T> destination)
        where T : unmanaged
    {
        T fill = MemoryMarshal.Read<T>(_fill);
        foreach ((PixelWindow pixels, _, _) in request.Chunks)
        {
            PixelWindow part = pixels.Intersect(inside);
            for (int y = part.Y; y < part.Bottom; y++)
            {
                destination.Slice(((y - window.Y) * window.Width) + part.X - window.X, part.Width).Fill(fill);
            }
        }
    }

    private void Decode<T>(string key, ReadOnlySpan<byte> encoded, Span<T> samples)
        where T : unmanaged
    {
        try
        {
            _decoder.Decode(encoded, MemoryMarshal.AsBytes(samples));
        }
        catch (InvalidDataException e)
        {
            throw new RasterStoreCorruptException(_store.GetUri(key), $"a chunk cannot be decompressed ({e.Message})", e);
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
