namespace RasterFlow.Tiles;

/// <summary>Cuts a polygon at one zoom into tiles by halving: each step handles half of what the step before left, so a huge polygon is never clipped whole for each tile.</summary>
internal sealed class PyramidClipper(int buffer)
{
    /// <summary>Calls <paramref name="emit"/> for each tile the polygon's box with the tiles' buffers reaches and something is left in.</summary>
    /// <param name="zoom">The zoom.</param>
    /// <param name="rings">Shell, then holes, in tile units from the world's top left corner.</param>
    /// <param name="emit">Gets the tile and the snapped rings in its units.</param>
    public void Cut(int zoom, IReadOnlyList<(double X, double Y)[]> rings, Action<TileId, List<TilePoint[]>> emit)
    {
        (double minX, double minY, double maxX, double maxY) = BoxOf(rings[0]);
        int last = (1 << zoom) - 1;
        Halve(
            rings,
            new Range(TileAt(minX - buffer, last), TileAt(maxX + buffer, last)),
            new Range(TileAt(minY - buffer, last), TileAt(maxY + buffer, last)),
            (x, y, left) => Emit(new TileId(zoom, x, y), left, emit));
    }

    private static int TileAt(double position, int last) => (int)Math.Clamp(Math.Floor(position / TileOptions.Extent), 0, last);

    private static (double MinX, double MinY, double MaxX, double MaxY) BoxOf((double X, double Y)[] ring)
    {
        (double minX, double minY, double maxX, double maxY) = (double.MaxValue, double.MaxValue, double.MinValue, double.MinValue);
        foreach ((double x, double y) in ring)
        {
            (minX, maxX) = (Math.Min(minX, x), Math.Max(maxX, x));
            (minY, maxY) = (Math.Min(minY, y), Math.Max(maxY, y));
        }

        return (minX, minY, maxX, maxY);
    }

    private static void Emit(TileId tile, IReadOnlyList<(double X, double Y)[]> rings, Action<TileId, List<TilePoint[]>> emit)
    {
        double originX = (double)tile.X * TileOptions.Extent;
        double originY = (double)tile.Y * TileOptions.Extent;
        if (TileRing.Snap(rings[0], originX, originY, outer: true) is not { } shell)
        {
            return;
        }

        List<TilePoint[]> snapped = [shell];
        for (int i = 1; i < rings.Count; i++)
        {
            if (TileRing.Snap(rings[i], originX, originY, outer: false) is { } hole)
            {
                snapped.Add(hole);
            }
        }

        emit(tile, snapped);
    }

    private static List<(double X, double Y)[]> Clip(IReadOnlyList<(double X, double Y)[]> rings, bool vertical, double at, bool keepBelow)
    {
        List<(double X, double Y)[]> result = new(rings.Count);
        foreach ((double X, double Y)[] ring in rings)
        {
            (double X, double Y)[] clipped = RingClipper.Clip(ring, vertical, at, keepBelow);
            if (clipped.Length >= 3)
            {
                result.Add(clipped);
            }
            else if (result.Count == 0)
            {
                // The shell is gone, and with it everything.
                return result;
            }
        }

        return result;
    }

    private void Halve(IReadOnlyList<(double X, double Y)[]> rings, Range columns, Range rows, Action<int, int, IReadOnlyList<(double X, double Y)[]>> emit)
    {
        if (rings.Count == 0)
        {
            return;
        }

        if (columns.Count == 1 && rows.Count == 1)
        {
            emit(columns.First, rows.First, rings);
            return;
        }

        bool vertical = columns.Count >= rows.Count;
        Range range = vertical ? columns : rows;
        int middle = range.First + (range.Count / 2);
        double line = (double)middle * TileOptions.Extent;
        List<(double X, double Y)[]> low = Clip(rings, vertical, line + buffer, keepBelow: true);
        List<(double X, double Y)[]> high = Clip(rings, vertical, line - buffer, keepBelow: false);
        Range lowRange = new(range.First, middle - 1);
        Range highRange = new(middle, range.Last);
        Halve(low, vertical ? lowRange : columns, vertical ? rows : lowRange, emit);
        Halve(high, vertical ? highRange : columns, vertical ? rows : highRange, emit);
    }

    private readonly record struct Range(int First, int Last)
    {
        public int Count => Last - First + 1;
    }
}
