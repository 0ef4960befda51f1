using NetTopologySuite.Geometries;
using RasterFlow.Imagery;
using RasterFlow.Vectors;

namespace RasterFlow.Tests.Vectors;

/// <summary>The tracer and the stitcher together, over a raster in memory.</summary>
internal static class Polygonizer
{
    /// <summary>Polygons of a raster, cut into blocks, through the binary form, in row-major order of their first pixels.</summary>
    public static List<PixelPolygon> Run(float[] scores, int width, int height, int blockSize, float threshold = 0.5f)
    {
        List<PixelPolygon> polygons = [];
        SeamStitcher stitcher = new(polygons.Add);
        PixelWindow raster = new(0, 0, width, height);
        for (int y = 0; y < height; y += blockSize)
        {
            for (int x = 0; x < width; x += blockSize)
            {
                PixelWindow window = new PixelWindow(x, y, blockSize, blockSize).Intersect(raster);
                LabelFragments traced = BlockTracer.Trace(Crop(scores, width, window), window, raster, threshold, sumScores: true);
                LabelFragments fragments = FragmentCodec.Decode(FragmentCodec.Encode([traced]))[0];
                stitcher.AddBlock(fragments, window.X, window.Y, window.Right);
            }

            stitcher.EndRow();
        }

        stitcher.OpenCount.ShouldBe(0);
        polygons.Sort((a, b) => a.Statistics.FirstPixel.CompareTo(b.Statistics.FirstPixel));
        return polygons;
    }

    /// <summary>Everything about polygons as text, so that a difference is visible.</summary>
    public static string Describe(IEnumerable<PixelPolygon> polygons) =>
        string.Join('\n', polygons.Select(p => $"{p.Statistics} {Describe(p.Shell)} {string.Join(' ', p.Holes.Select(Describe))}"));

    public static Polygon ToGeometry(PixelPolygon polygon) =>
        new(ToRing(polygon.Shell), [.. polygon.Holes.Select(ToRing)]);

    public static float[] Crop(float[] scores, int width, PixelWindow window)
    {
        float[] result = new float[window.Area];
        for (int y = 0; y < window.Height; y++)
        {
            scores.AsSpan(((window.Y + y) * width) + window.X, window.Width).CopyTo(result.AsSpan(y * window.Width));
        }

        return result;
    }

    private static string Describe(PixelCorner[] ring) => $"[{string.Join(' ', ring.Select(c => $"{c.X},{c.Y}"))}]";

    private static LinearRing ToRing(PixelCorner[] ring) =>
        new([.. ring.Append(ring[0]).Select(c => new Coordinate(c.X, -c.Y))]);
}
