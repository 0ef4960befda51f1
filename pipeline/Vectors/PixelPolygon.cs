namespace RasterFlow.Vectors;

/// <summary>
/// One region as a polygon on pixel corners (or in half-pixel steps once simplified). Rings are open (the first corner is not repeated), hold corners
/// only (and places where neighbours' outlines meet, see <see cref="StepSweep"/>), start at their northernmost, then westernmost corner and have the region on their left on a north-up map: the shell runs counter-clockwise,
/// holes clockwise. Holes are ordered by their start. Rings of 8-connected regions may touch themselves at corners (<see cref="PolygonParts"/>).
/// </summary>
internal sealed class PixelPolygon(PolygonStatistics statistics, PixelCorner[] shell, PixelCorner[][] holes)
{
    public PolygonStatistics Statistics { get; } = statistics;

    public PixelCorner[] Shell { get; } = shell;

    public PixelCorner[][] Holes { get; } = holes;

    /// <summary>Corners of all rings.</summary>
    public int CornerCount => Shell.Length + Holes.Sum(hole => hole.Length);

    /// <summary>Orders a region's canonical rings into a polygon: the one counter-clockwise ring is the shell.</summary>
    /// <exception cref="InvalidDataException">There is not exactly one shell.</exception>
    public static PixelPolygon FromRings(in PolygonStatistics statistics, List<PixelCorner[]> rings)
    {
        PixelCorner[]? shell = null;
        List<PixelCorner[]> holes = new(Math.Max(0, rings.Count - 1));
        foreach (PixelCorner[] ring in rings)
        {
            if (PixelRing.SignedArea(ring) < 0)
            {
                holes.Add(ring);
            }
            else
            {
                shell = shell is null ? ring : throw Broken(statistics, "two outer rings");
            }
        }

        holes.Sort(static (a, b) => a[0].CompareTo(b[0]));
        return new PixelPolygon(statistics, shell ?? throw Broken(statistics, "no outer ring"), [.. holes]);
    }

    private static InvalidDataException Broken(in PolygonStatistics statistics, string problem) =>
        new($"The region at pixel ({statistics.FirstPixel.X}, {statistics.FirstPixel.Y}) has {problem}.");
}
