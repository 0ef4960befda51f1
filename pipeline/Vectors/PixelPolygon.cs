namespace RasterFlow.Vectors;

/// <summary>
/// One 4-connected component as a polygon on pixel corners. Rings are open (the first corner is not repeated), hold corners only, start at their
/// northernmost, then westernmost corner and have the component on their left on a north-up map: the shell runs counter-clockwise, holes clockwise.
/// Holes are ordered by their start.
/// </summary>
internal sealed class PixelPolygon(PolygonStatistics statistics, PixelCorner[] shell, PixelCorner[][] holes)
{
    public PolygonStatistics Statistics { get; } = statistics;

    public PixelCorner[] Shell { get; } = shell;

    public PixelCorner[][] Holes { get; } = holes;

    /// <summary>Corners of all rings.</summary>
    public int CornerCount => Shell.Length + Holes.Sum(hole => hole.Length);

    /// <summary>Orders a component's canonical rings into a polygon: the one counter-clockwise ring is the shell.</summary>
    /// <exception cref="InvalidDataException">There is not exactly one shell, or the rings do not enclose the counted pixels.</exception>
    public static PixelPolygon FromRings(PolygonStatistics statistics, List<PixelCorner[]> rings)
    {
        PixelCorner[]? shell = null;
        List<PixelCorner[]> holes = new(Math.Max(0, rings.Count - 1));
        long area = 0;
        foreach (PixelCorner[] ring in rings)
        {
            long ringArea = PixelRing.SignedArea(ring);
            area += ringArea;
            if (ringArea < 0)
            {
                holes.Add(ring);
            }
            else if (shell is null)
            {
                shell = ring;
            }
            else
            {
                throw new InvalidDataException($"The component at pixel ({statistics.FirstPixel.X}, {statistics.FirstPixel.Y}) has two outer rings.");
            }
        }

        if (shell is null || area != statistics.Pixels)
        {
            throw new InvalidDataException($"The component at pixel ({statistics.FirstPixel.X}, {statistics.FirstPixel.Y}) has {statistics.Pixels} pixels but its rings enclose {area}.");
        }

        holes.Sort(static (a, b) => a[0].CompareTo(b[0]));
        return new PixelPolygon(statistics, shell, [.. holes]);
    }
}
