namespace RasterFlow.Tiles;

/// <summary>
/// Clips rings to half-planes (Sutherland and Hodgman, CACM 17, 1974). Where a ring leaves and comes back, the pieces stay joined along the clip line,
/// which lies outside the visible tile; edges may lie on each other there but never cross.
/// </summary>
internal static class RingClipper
{
    /// <summary>The part of a ring on one side of a line across an axis; empty when nothing is left.</summary>
    /// <param name="ring">An open ring.</param>
    /// <param name="vertical">True for the line x = <paramref name="at"/>, false for y = <paramref name="at"/>.</param>
    /// <param name="at">Where the line is.</param>
    /// <param name="keepBelow">Whether smaller or larger coordinates stay.</param>
    public static (double X, double Y)[] Clip((double X, double Y)[] ring, bool vertical, double at, bool keepBelow)
    {
        double sign = keepBelow ? 1 : -1;
        bool anyInside = false;
        bool anyOutside = false;
        foreach ((double x, double y) in ring)
        {
            bool inside = ((vertical ? x : y) - at) * sign <= 0;
            anyInside |= inside;
            anyOutside |= !inside;
        }

        return !anyOutside ? ring : !anyInside ? [] : Cut(ring, vertical, at, sign);
    }

    private static (double X, double Y)[] Cut((double X, double Y)[] ring, bool vertical, double at, double sign)
    {
        List<(double X, double Y)> result = new(ring.Length + 8);
        (double X, double Y) previous = ring[^1];
        bool wasInside = IsInside(previous);
        foreach ((double X, double Y) point in ring)
        {
            bool isInside = IsInside(point);
            if (isInside != wasInside)
            {
                result.Add(Cross(previous, point));
            }

            if (isInside)
            {
                result.Add(point);
            }

            (previous, wasInside) = (point, isInside);
        }

        return [.. result];

        bool IsInside((double X, double Y) point) => ((vertical ? point.X : point.Y) - at) * sign <= 0;

        (double X, double Y) Cross((double X, double Y) a, (double X, double Y) b)
        {
            // From the smaller end, so that both neighbours of an edge get the same position.
            if (a.CompareTo(b) > 0)
            {
                (a, b) = (b, a);
            }

            return vertical
                ? (at, a.Y + ((b.Y - a.Y) * ((at - a.X) / (b.X - a.X))))
                : (a.X + ((b.X - a.X) * ((at - a.Y) / (b.Y - a.Y))), at);
        }
    }
}
