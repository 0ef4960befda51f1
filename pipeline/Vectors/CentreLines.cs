using NetTopologySuite.Geometries;
using NetTopologySuite.Simplify;

namespace RasterFlow.Vectors;

/// <summary>
/// Centre lines of thin regions (roads): the whole region is thinned at once, so the lines know nothing of blocks; the skeleton's pixels are linked to a
/// graph, short spurs taken off, and each way between two junctions or ends becomes a line through pixel centres. Memory grows with the region's pixels.
/// </summary>
internal static class CentreLines
{
    /// <summary>The lines in pixels (0, 0 is the top left corner of the raster), in row-major order of their starts; at least one.</summary>
    /// <param name="polygon">The region, corners in pixels.</param>
    /// <param name="tolerancePixels">Positions may go that lie within it of the line without them; 0 removes those on it.</param>
    public static List<Coordinate[]> Of(PixelPolygon polygon, double tolerancePixels)
    {
        SparseMask mask = SparseMask.Fill(polygon);
        Thinning.Apply(mask);
        List<PixelCorner> pixels = mask.Pixels();

        // The mean width of the region: a spur shorter than that is a bump of its outline.
        SkeletonGraph graph = new(mask, pixels);
        graph.Prune((double)polygon.Statistics.Pixels / Math.Max(1, pixels.Count));
        List<Coordinate[]> lines = [.. graph.Paths().Select(path => Simplify(path, tolerancePixels))];
        return lines.Count > 0 ? lines : [Along(polygon)];
    }

    private static Coordinate[] Simplify(IReadOnlyList<PixelCorner> path, double tolerancePixels) =>
        DouglasPeuckerLineSimplifier.Simplify([.. path.Select(static pixel => new Coordinate(pixel.X + 0.5, pixel.Y + 0.5))], tolerancePixels);

    /// <summary>A region whose skeleton is a single pixel: a line along the longer side of its box.</summary>
    private static Coordinate[] Along(PixelPolygon polygon)
    {
        (double minX, double maxX) = (polygon.Shell.Min(static c => c.X), polygon.Shell.Max(static c => c.X));
        (double minY, double maxY) = (polygon.Shell.Min(static c => c.Y), polygon.Shell.Max(static c => c.Y));
        (double x, double y) = ((minX + maxX) / 2, (minY + maxY) / 2);
        return maxX - minX >= maxY - minY ? [new(minX, y), new(maxX, y)] : [new(x, minY), new(x, maxY)];
    }
}
