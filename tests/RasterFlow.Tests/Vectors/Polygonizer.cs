using NetTopologySuite.Geometries;
using RasterFlow.Areas;
using RasterFlow.Imagery;
using RasterFlow.Vectors;

namespace RasterFlow.Tests.Vectors;

/// <summary>The block stage and the sweep together, over rasters in memory.</summary>
internal static class Polygonizer
{
    /// <summary>Polygons of a raster, cut into blocks, through the binary form, in row-major order of their first pixels.</summary>
    public static List<PixelPolygon> Run(float[] scores, int width, int height, int blockSize, float threshold = 0.5f, int connectivity = 4, int cornersInMemory = RegionSweep.DefaultCorners)
    {
        List<PixelPolygon> polygons = [];
        using RegionSweep sweep = new(connectivity, polygons.Add, null, cornersInMemory);
        RasterRow row = new();
        foreach ((RowBand band, int rows) in Bands([scores], width, height, blockSize, threshold, connectivity))
        {
            for (int y = 0; y < rows; y++)
            {
                band.ReadRow(0, row);
                sweep.AddRow(row);
            }
        }

        sweep.Finish();
        sweep.OpenCount.ShouldBe(0);
        return Sorted(polygons);
    }

    /// <summary>Polygons of several labels, traced together; corners in half pixels where the job smooths or simplifies.</summary>
    public static List<PixelPolygon>[] RunTogether(float[][] labels, int width, int height, int blockSize, VectorizeJob job, bool bends = false)
    {
        List<PixelPolygon>[] polygons = [.. labels.Select(_ => new List<PixelPolygon>())];
        using StepSweep sweep = new(job, (label, polygon) => polygons[label].Add(polygon), bends);
        foreach ((RowBand band, int rows) in Bands(labels, width, height, blockSize, 0.5f, job.Connectivity))
        {
            sweep.AddBand(band, rows, default);
        }

        sweep.Finish();
        return [.. polygons.Select(Sorted)];
    }

    /// <summary>Everything about polygons as text, so that a difference is visible.</summary>
    public static string Describe(IEnumerable<PixelPolygon> polygons) =>
        string.Join('\n', polygons.Select(p => $"{p.Statistics} {Describe(p.Shell)} {string.Join(' ', p.Holes.Select(Describe))}"));

    public static Polygon ToGeometry(PixelPolygon polygon) =>
        new(ToRing(polygon.Shell), [.. polygon.Holes.Select(ToRing)]);

    /// <summary>What a job makes of a polygon, one unit of the plane a pixel.</summary>
    public static Geometry ToGeometry(PixelPolygon polygon, int connectivity, int stepsPerPixel = 1) =>
        new FeatureBuilder(new RasterGrid(Crs.FromEpsg(4326), 0, 0, 1, 100, 80), stepsPerPixel, connectivity == 8).Build(polygon);


    private static IEnumerable<(RowBand Band, int Rows)> Bands(float[][] labels, int width, int height, int blockSize, float threshold, int connectivity)
    {
        PixelWindow raster = new(0, 0, width, height);
        for (int y = 0; y < height; y += blockSize)
        {
            List<(BlockFragments, int, int)> blocks = [];
            for (int x = 0; x < width; x += blockSize)
            {
                PixelWindow window = new PixelWindow(x, y, blockSize, blockSize).Intersect(raster);
                blocks.Add((BlockFragments.Decode(Encode(labels, width, window, threshold, connectivity)), window.X, window.Width));
            }

            yield return (new RowBand(blocks, labels.Length), Math.Min(blockSize, height - y));
        }
    }

    public static byte[] Encode(float[][] labels, int width, PixelWindow window, float threshold, int connectivity)
    {
        BlockRuns[] runs = [.. labels.Select(_ => new BlockRuns(window.X, window.Y, window.Width, connectivity == 8, withScores: true))];
        for (int label = 0; label < labels.Length; label++)
        {
            for (int row = window.Y; row < window.Bottom; row++)
            {
                runs[label].AddRow(labels[label].AsSpan((row * width) + window.X, window.Width), threshold);
            }
        }

        return BlockFragments.Encode(runs);
    }

    private static List<PixelPolygon> Sorted(List<PixelPolygon> polygons)
    {
        polygons.Sort((a, b) => a.Statistics.FirstPixel.CompareTo(b.Statistics.FirstPixel));
        return polygons;
    }

    private static string Describe(PixelCorner[] ring) => $"[{string.Join(' ', ring.Select(c => $"{c.X},{c.Y}"))}]";

    private static LinearRing ToRing(PixelCorner[] ring) =>
        new([.. ring.Append(ring[0]).Select(c => new Coordinate(c.X, -c.Y))]);
}
