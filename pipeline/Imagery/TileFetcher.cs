namespace RasterFlow.Imagery;

/// <summary>
/// Loads tiles: neighbours in the file come in one request, several requests run at once, and tiles are decoded on worker threads while others
/// still load. Pixels that an internal mask hides become 0.
/// </summary>
/// <param name="file">The file.</param>
/// <param name="concurrency">Requests at once.</param>
/// <param name="decoders">Bounds the tiles decoded at once; null shares one gate with all other files, of one tile a processor core.</param>
/// <param name="applyMask">False gives samples as they are stored.</param>
/// <param name="cache">Keeps tiles that several reads want; null keeps none.</param>
internal sealed class TileFetcher(CogFile file, int concurrency, SemaphoreSlim? decoders = null, bool applyMask = true, TileCache? cache = null)
{
    /// <summary>Tiles larger than this are decoded one at a time in the whole process, so that hostile files cannot add their sizes up: the others together take 128 MiB.</summary>
    private static readonly int LargeTileBytes = (128 << 20) / Math.Max(4, Environment.ProcessorCount);

    private static readonly SemaphoreSlim LargeTiles = new(1);

    /// <summary>So are ranges as large: they are held while their tiles are decoded.</summary>
    private static readonly SemaphoreSlim LargeRanges = new(1);

    private static readonly SemaphoreSlim SharedDecoders = new(Environment.ProcessorCount);

    /// <summary>Takes a decoded tile. May run for several tiles at once.</summary>
    public delegate void TileHandler(int tile, ReadOnlySpan<byte> samples);

    private delegate void WritableTileHandler(int tile, Span<byte> samples);

    /// <summary>Loads and decodes tiles of one level; tiles without data are left out.</summary>
    /// <param name="level">The level.</param>
    /// <param name="tiles">Indices of tiles in the level's lists.</param>
    /// <param name="handler">Called once for each tile that has data.</param>
    /// <param name="cancellationToken">Stops requests and decoding.</param>
    public Task FetchAsync(CogLevel level, IEnumerable<int> tiles, TileHandler handler, CancellationToken cancellationToken) =>
        FetchAsync(level, tiles, null, handler, cancellationToken);

    /// <summary>As the other, with tiles that others will want too kept for them.</summary>
    /// <param name="level">The level.</param>
    /// <param name="tiles">Indices of tiles in the level's lists.</param>
    /// <param name="uses">How much of each tile this fetch takes; null keeps none.</param>
    /// <param name="handler">Called once for each tile that has data.</param>
    /// <param name="cancellationToken">Stops requests and decoding.</param>
    public async Task FetchAsync(CogLevel level, IEnumerable<int> tiles, TileUses? uses, TileHandler handler, CancellationToken cancellationToken)
    {
        if (!applyMask || level.Mask is not { } maskLevel)
        {
            await FetchSharedAsync(level, tiles, uses, (tile, samples) => handler(tile, samples), cancellationToken);
            return;
        }

        List<int> wanted = [.. tiles];
        TileMask mask = new(file.Name, level, maskLevel, wanted);
        await FetchStoredAsync(maskLevel, mask.Tiles, null, (tile, samples) => mask.Keep(tile, samples), cancellationToken);
        await FetchSharedAsync(
            level,
            wanted,
            uses,
            (tile, samples) =>
            {
                mask.Apply(tile, samples);
                handler(tile, samples);
            },
            cancellationToken);
    }

    /// <summary>Joins tiles that lie side by side in the file.</summary>
    internal List<TileRange> Plan(CogLevel level, IEnumerable<int> tiles) => TileRange.Plan(file.Name, level, tiles, concurrency);

    /// <summary>
    /// Takes tiles from the cache where they are there. No fetch waits for another before it has loaded its own tiles, so fetches that want each other's tiles
    /// both end. Handlers may change a shared tile's samples only in ways that may happen twice (masks).
    /// </summary>
    private async Task FetchSharedAsync(CogLevel level, IEnumerable<int> tiles, TileUses? uses, WritableTileHandler handler, CancellationToken cancellationToken)
    {
        if (cache is null || uses is null)
        {
            await FetchStoredAsync(level, tiles, null, handler, cancellationToken);
            return;
        }

        List<int> alone = [];
        Dictionary<int, TileUse> shared = [];
        foreach (int tile in tiles)
        {
            TileUse use = uses.Of(tile);
            if (use.IsShared && level.DecodedBytes(level.RowsOf(level.TileRowOf(tile))) <= cache.LargestTile && TileRange.HasData(file.Name, level, tile))
            {
                shared.TryAdd(tile, use);
            }
            else
            {
                alone.Add(tile);
            }
        }

        while (alone.Count + shared.Count > 0)
        {
            using TileClaims claims = new(cache, level, shared);
            foreach ((int tile, RentedBuffer<byte> samples) in claims.Ready)
            {
                handler(tile, samples.Span);
            }

            await FetchStoredAsync(level, [.. alone, .. claims.ToLoad], claims, handler, cancellationToken);
            await claims.WaitForOthersAsync(cancellationToken);
            alone.Clear();
            shared = claims.Others;
        }
    }

    private Task FetchStoredAsync(CogLevel level, IEnumerable<int> tiles, TileClaims? claims, WritableTileHandler handler, CancellationToken cancellationToken)
    {
        ParallelOptions options = new() { MaxDegreeOfParallelism = concurrency, CancellationToken = cancellationToken };
        return Parallel.ForEachAsync(Plan(level, tiles), options, async (range, token) =>
        {
            bool isLarge = range.End - range.Start > LargeTileBytes;
            if (isLarge)
            {
                await LargeRanges.WaitAsync(token);
            }

            try
            {
                await FetchAsync(level, range, claims, handler, token);
            }
            finally
            {
                if (isLarge)
                {
                    LargeRanges.Release();
                }
            }
        });
    }

    private async Task FetchAsync(CogLevel level, TileRange range, TileClaims? claims, WritableTileHandler handler, CancellationToken cancellationToken)
    {
        int length = checked((int)(range.End - range.Start));

        // A short probe of the end first: a lying length must not make us allocate.
        if (length > TileRange.LongestJoined && await file.Reader.ReadAsync(range.End - 1, new byte[1], cancellationToken) == 0)
        {
            throw Short(range, length, range.Tiles[0]);
        }

        using RentedBuffer<byte> packed = new(length);
        int got = await file.Reader.ReadAsync(range.Start, packed.Memory, cancellationToken);
        foreach (int tile in range.Tiles)
        {
            if (level.Offsets[tile] - range.Start + level.NeededBytes(tile) > got)
            {
                throw Short(range, got, tile);
            }
        }

        ParallelOptions options = new() { MaxDegreeOfParallelism = Environment.ProcessorCount, CancellationToken = cancellationToken };
        await Parallel.ForEachAsync(range.Tiles, options, async (tile, token) =>
        {
            ReadOnlyMemory<byte> one = packed.Memory.Slice((int)(level.Offsets[tile] - range.Start), (int)level.NeededBytes(tile));
            await DecodeAsync(level, tile, one, claims, handler, token);
        });
    }

    private async Task DecodeAsync(CogLevel level, int tile, ReadOnlyMemory<byte> packed, TileClaims? claims, WritableTileHandler handler, CancellationToken cancellationToken)
    {
        int rows = level.RowsOf(level.TileRowOf(tile));
        int bytes = level.DecodedBytes(rows);
        SemaphoreSlim gate = level.DecodingBytes > LargeTileBytes ? LargeTiles : decoders ?? SharedDecoders;
        await gate.WaitAsync(cancellationToken);
        try
        {
            RentedBuffer<byte> samples = new(bytes, snug: true);
            bool isShared = false;
            try
            {
                TileDecoder.Decode(level, packed, rows, samples.Span, file.Name, level.Offsets[tile]);
                cache?.CountDecoded();
                isShared = claims?.Share(tile, samples) ?? false;
                handler(tile, samples.Span);
            }
            finally
            {
                if (!isShared)
                {
                    samples.Dispose();
                }
            }
        }
        finally
        {
            gate.Release();
        }
    }

    private InvalidRasterException Short(TileRange range, int got, int tile) =>
        new(file.Name, range.Start, $"the file ends inside tile {tile}: expected to read {range.End - range.Start:N0} bytes, got {got:N0}.");
}
