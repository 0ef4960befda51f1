namespace RasterFlow.Imagery;

/// <summary>
/// Loads tiles: neighbours in the file come in one request, several requests run at once, and tiles are decoded on worker threads while others
/// still load. Pixels that an internal mask hides become 0.
/// </summary>
/// <param name="file">The file.</param>
/// <param name="concurrency">Requests at once.</param>
/// <param name="decoders">Bounds the tiles decoded at once; null shares one gate with all other files, of one tile a processor core.</param>
/// <param name="applyMask">False gives samples as they are stored.</param>
internal sealed class TileFetcher(CogFile file, int concurrency, SemaphoreSlim? decoders = null, bool applyMask = true)
{
    /// <summary>Tiles larger than this are decoded one at a time in the whole process, so that hostile files cannot add their sizes up.</summary>
    private const int LargeTileBytes = 32 * 1024 * 1024;

    private static readonly SemaphoreSlim LargeTiles = new(1);
    private static readonly SemaphoreSlim SharedDecoders = new(Environment.ProcessorCount);

    /// <summary>Takes a decoded tile. May run for several tiles at once.</summary>
    public delegate void TileHandler(int tile, ReadOnlySpan<byte> samples);

    private delegate void WritableTileHandler(int tile, Span<byte> samples);

    /// <summary>Loads and decodes tiles of one level; tiles without data are left out.</summary>
    /// <param name="level">The level.</param>
    /// <param name="tiles">Indices of tiles in the level's lists.</param>
    /// <param name="handler">Called once for each tile that has data.</param>
    /// <param name="cancellationToken">Stops requests and decoding.</param>
    public async Task FetchAsync(CogLevel level, IEnumerable<int> tiles, TileHandler handler, CancellationToken cancellationToken)
    {
        if (!applyMask || level.Mask is not { } maskLevel)
        {
            await FetchStoredAsync(level, tiles, (tile, samples) => handler(tile, samples), cancellationToken);
            return;
        }

        List<int> wanted = [.. tiles];
        using TileMask mask = new(level, maskLevel);
        await FetchStoredAsync(maskLevel, mask.TilesFor(wanted), (tile, samples) => mask.Keep(tile, samples), cancellationToken);
        await FetchStoredAsync(
            level,
            wanted,
            (tile, samples) =>
            {
                mask.Apply(tile, samples);
                handler(tile, samples);
            },
            cancellationToken);
    }

    /// <summary>Joins tiles that lie side by side in the file.</summary>
    internal List<TileRange> Plan(CogLevel level, IEnumerable<int> tiles) => TileRange.Plan(file.Name, level, tiles, concurrency);

    private Task FetchStoredAsync(CogLevel level, IEnumerable<int> tiles, WritableTileHandler handler, CancellationToken cancellationToken)
    {
        ParallelOptions options = new() { MaxDegreeOfParallelism = concurrency, CancellationToken = cancellationToken };
        return Parallel.ForEachAsync(Plan(level, tiles), options, async (range, token) => await FetchAsync(level, range, handler, token));
    }

    private async Task FetchAsync(CogLevel level, TileRange range, WritableTileHandler handler, CancellationToken cancellationToken)
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
            if (level.Offsets[tile] - range.Start + level.ByteCounts[tile] > got)
            {
                throw Short(range, got, tile);
            }
        }

        ParallelOptions options = new() { MaxDegreeOfParallelism = Environment.ProcessorCount, CancellationToken = cancellationToken };
        await Parallel.ForEachAsync(range.Tiles, options, async (tile, token) =>
        {
            ReadOnlyMemory<byte> one = packed.Memory.Slice((int)(level.Offsets[tile] - range.Start), (int)level.ByteCounts[tile]);
            await DecodeAsync(level, tile, one, handler, token);
        });
    }

    private async Task DecodeAsync(CogLevel level, int tile, ReadOnlyMemory<byte> packed, WritableTileHandler handler, CancellationToken cancellationToken)
    {
        int rows = level.RowsOf(level.TileRowOf(tile));
        int bytes = level.DecodedBytes(rows);
        SemaphoreSlim gate = bytes > LargeTileBytes ? LargeTiles : decoders ?? SharedDecoders;
        await gate.WaitAsync(cancellationToken);
        try
        {
            using RentedBuffer<byte> samples = new(bytes);
            TileDecoder.Decode(level, packed, rows, level.RowsInImage(tile), samples.Span, file.Name, level.Offsets[tile]);
            handler(tile, samples.Span);
        }
        finally
        {
            gate.Release();
        }
    }

    private InvalidRasterException Short(TileRange range, int got, int tile) =>
        new(file.Name, range.Start, $"the file ends inside tile {tile}: expected to read {range.End - range.Start:N0} bytes, got {got:N0}.");
}
