namespace RasterFlow.Imagery;

/// <summary>Bytes [Start, End) of a file, loaded in one request, and the tiles that lie in them.</summary>
internal sealed class TileRange
{
    /// <summary>No joined request grows beyond this.</summary>
    public const int LongestJoined = 4 * 1024 * 1024;

    /// <summary>Below this a request costs more than it brings; above it several at once are faster than one.</summary>
    private const int ShortestShared = 1024 * 1024;

    /// <summary>A gap that is cheaper to load than to ask again.</summary>
    private const int GapBytes = 64 * 1024;

    private TileRange(long start, long end, int tile) => (Start, End, Tiles) = (start, end, [tile]);

    public long Start { get; }

    public long End { get; private set; }

    public List<int> Tiles { get; }

    /// <summary>Joins tiles that lie side by side in the file, but so that all requests at once have something to do.</summary>
    /// <exception cref="InvalidRasterException">A tile's place or length cannot be right.</exception>
    public static List<TileRange> Plan(string file, CogLevel level, IEnumerable<int> tiles, int concurrency)
    {
        List<int> ordered = [.. tiles.Where(tile => HasData(file, level, tile)).OrderBy(tile => level.Offsets[tile])];
        long total = ordered.Sum(level.NeededBytes);
        long longest = Math.Clamp(total / concurrency, ShortestShared, LongestJoined);
        List<TileRange> ranges = [];
        foreach (int tile in ordered)
        {
            long start = level.Offsets[tile];
            long end = start + level.NeededBytes(tile);
            if (ranges.Count > 0 && ranges[^1] is var last && start - last.End <= GapBytes && Math.Max(end, last.End) - last.Start <= longest)
            {
                last.Tiles.Add(tile);
                last.End = Math.Max(end, last.End);
            }
            else
            {
                ranges.Add(new TileRange(start, end, tile));
            }
        }

        return ranges;
    }

    /// <summary>False for a tile that is not stored: all of it is without data.</summary>
    /// <exception cref="InvalidRasterException">Its place or length cannot be right.</exception>
    internal static bool HasData(string file, CogLevel level, int tile)
    {
        long offset = level.Offsets[tile];
        long count = level.ByteCounts[tile];
        if (offset == 0 || count == 0)
        {
            return false;
        }

        if (offset < 0 || offset > long.MaxValue / 2 || count > level.MostPackedBytes)
        {
            throw new InvalidRasterException(file, offset, $"tile {tile} claims {count:N0} packed bytes for {(long)level.StoredRowBytes * level.TileHeight:N0} bytes of pixels.");
        }

        long needed = level.UnpackedBytes(tile);
        return TileDecoder.CanHold(level.Compression, count, needed)
            ? true
            : throw new InvalidRasterException(file, offset, $"tile {tile} has {count:N0} packed bytes, too few for {needed:N0} bytes of pixels.");
    }
}
