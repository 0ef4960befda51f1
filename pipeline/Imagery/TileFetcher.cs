namespace RasterFlow.Imagery;

/// <summary>
/// Loads tiles: neighbours in the file come in one request, several requests run at once, and each tile is decoded while others still load.
/// </summary>
internal sealed class TileFetcher(CogFile file, int concurrency)
{
    /// <summary>A gap that is cheaper to load than to ask again.</summary>
    private const int GapBytes = 64 * 1024;

    /// <summary>No joined request grows beyond this.</summary>
    private const int JoinedBytes = 4 * 1024 * 1024;

    /// <summary>Takes a decoded tile. May run for several tiles at once.</summary>
    public delegate void TileHandler(int tile, ReadOnlySpan<byte> samples);

    /// <summary>Loads and decodes tiles of one level; tiles without data are left out.</summary>
    /// <param name="level">The level.</param>
    /// <param name="tiles">Indices of tiles in the level's lists.</param>
    /// <param name="handler">Called once for each tile that has data.</param>
    /// <param name="cancellationToken">Stops requests and decoding.</param>
    public Task FetchAsync(CogLevel level, IEnumerable<int> tiles, TileHandler handler, CancellationToken cancellationToken)
    {
        List<TileRange> ranges = Plan(level, tiles);
        ParallelOptions options = new() { MaxDegreeOfParallelism = concurrency, CancellationToken = cancellationToken };
        return Parallel.ForEachAsync(ranges, options, async (range, token) => await FetchAsync(level, range, handler, token));
    }

    /// <summary>Joins tiles that lie side by side in the file.</summary>
    internal List<TileRange> Plan(CogLevel level, IEnumerable<int> tiles)
    {
        List<TileRange> ranges = [];
        foreach (int tile in tiles.Where(tile => HasData(level, tile)).OrderBy(tile => level.Offsets[tile]))
        {
            long start = level.Offsets[tile];
            long end = start + level.ByteCounts[tile];
            if (ranges.Count > 0 && ranges[^1] is var last && start - last.End <= GapBytes && Math.Max(end, last.End) - last.Start <= JoinedBytes)
            {
                last.Tiles.Add(tile);
                last.End = Math.Max(end, last.End);
            }
            else
            {
                ranges.Add(new TileRange(start, end, [tile]));
            }
        }

        return ranges;
    }

    private bool HasData(CogLevel level, int tile)
    {
        long offset = level.Offsets[tile];
        long count = level.ByteCounts[tile];
        if (offset == 0 || count == 0)
        {
            return false;
        }

        long decoded = level.DecodedBytes(RowsOf(level, tile));
        if (offset < 0 || offset > long.MaxValue / 2 || count > (decoded * 2) + (64 * 1024))
        {
            throw new InvalidRasterException(file.Name, offset, $"tile {tile} claims {count:N0} packed bytes for {decoded:N0} bytes of pixels.");
        }

        long needed = (long)level.StoredRowBytes * NeededRowsOf(level, tile);
        return TileDecoder.CanHold(level.Compression, count, needed)
            ? true
            : throw new InvalidRasterException(file.Name, offset, $"tile {tile} has {count:N0} packed bytes, too few for {needed:N0} bytes of pixels.");
    }

    private static int TileRow(CogLevel level, int tile) => tile % (level.TilesAcross * level.TilesDown) / level.TilesAcross;

    private static int RowsOf(CogLevel level, int tile) => level.RowsOf(TileRow(level, tile));

    /// <summary>Rows of a tile that lie in the image.</summary>
    private static int NeededRowsOf(CogLevel level, int tile) => Math.Min(RowsOf(level, tile), level.Height - (TileRow(level, tile) * level.TileHeight));

    private async Task FetchAsync(CogLevel level, TileRange range, TileHandler handler, CancellationToken cancellationToken)
    {
        int length = checked((int)(range.End - range.Start));
        if (length > JoinedBytes && await file.Reader.ReadAsync(range.End - 1, new byte[1], cancellationToken) == 0)
        {
            throw Short(range, length, null);
        }

        using RentedBuffer<byte> packed = new(length);
        int got = await file.Reader.ReadAsync(range.Start, packed.Memory, cancellationToken);
        foreach (int tile in range.Tiles)
        {
            cancellationToken.ThrowIfCancellationRequested();
            long start = level.Offsets[tile] - range.Start;
            if (start + level.ByteCounts[tile] > got)
            {
                throw Short(range, got, tile);
            }

            int rows = RowsOf(level, tile);
            using RentedBuffer<byte> samples = new(level.DecodedBytes(rows));
            ReadOnlyMemory<byte> one = packed.Memory.Slice((int)start, (int)level.ByteCounts[tile]);
            TileDecoder.Decode(level, one, rows, NeededRowsOf(level, tile), samples.Span, file.Name, level.Offsets[tile]);
            handler(tile, samples.Span);
        }
    }

    private InvalidRasterException Short(TileRange range, int got, int? tile) =>
        new(file.Name, range.Start, $"the file ends inside tile {tile ?? range.Tiles[0]}: expected to read {range.End - range.Start:N0} bytes, got {got:N0}.");

    /// <summary>Bytes [Start, End) of the file and the tiles that lie in them.</summary>
    internal sealed class TileRange(long start, long end, List<int> tiles)
    {
        public long Start { get; } = start;

        public long End { get; set; } = end;

        public List<int> Tiles { get; } = tiles;
    }
}
