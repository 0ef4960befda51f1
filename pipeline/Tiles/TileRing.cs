namespace RasterFlow.Tiles;

/// <summary>Rings on the integer grid of a tile.</summary>
internal static class TileRing
{
    /// <summary>Twice the area by the surveyor's formula; positive for outer rings (Mapbox Vector Tile 2.1, section 4.3.4.4).</summary>
    public static long TwiceArea(ReadOnlySpan<TilePoint> ring)
    {
        long sum = 0;
        TilePoint previous = ring[^1];
        foreach (TilePoint point in ring)
        {
            sum += ((long)previous.X * point.Y) - ((long)point.X * previous.Y);
            previous = point;
        }

        return sum;
    }

    /// <summary>
    /// Rounds a ring to the grid and drops repeated points, points on a straight line and spikes, then turns it so that its area has the wanted sign.
    /// Null when nothing is left.
    /// </summary>
    public static TilePoint[]? Snap(IReadOnlyList<(double X, double Y)> ring, double originX, double originY, bool outer)
    {
        List<TilePoint> points = new(ring.Count);
        foreach ((double x, double y) in ring)
        {
            Push(points, new TilePoint((int)Math.Floor(x - originX + 0.5), (int)Math.Floor(y - originY + 0.5)));
        }

        CloseUp(points);
        if (points.Count < 3)
        {
            return null;
        }

        TilePoint[] result = [.. points];
        long area = TwiceArea(result);
        if (area > 0 != outer)
        {
            Array.Reverse(result);
        }

        return area == 0 ? null : result;
    }

    private static void Push(List<TilePoint> points, TilePoint next)
    {
        while (points.Count > 0)
        {
            if (points[^1] == next)
            {
                return;
            }

            if (points.Count < 2 || Cross(points[^2], points[^1], next) != 0)
            {
                break;
            }

            points.RemoveAt(points.Count - 1);
        }

        points.Add(next);
    }

    private static void CloseUp(List<TilePoint> points)
    {
        int first = 0;
        while (points.Count - first >= 3)
        {
            if (points[^1] == points[first] || Cross(points[^2], points[^1], points[first]) == 0)
            {
                points.RemoveAt(points.Count - 1);
            }
            else if (Cross(points[^1], points[first], points[first + 1]) == 0)
            {
                first++;
            }
            else
            {
                break;
            }
        }

        points.RemoveRange(0, first);
    }

    private static long Cross(TilePoint a, TilePoint b, TilePoint c) =>
        ((long)(b.X - a.X) * (c.Y - b.Y)) - ((long)(b.Y - a.Y) * (c.X - b.X));
}
