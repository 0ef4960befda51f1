using RasterFlow.Imagery;
using RasterFlow.Vectors;

namespace RasterFlow.Client.Demo;

/// <summary>How well the fields found match the true ones.</summary>
internal static class FieldScore
{
    /// <summary>Intersection over union of the two sets of polygons, counted in pixels of the mosaic's grid.</summary>
    public static double IntersectionOverUnion(RasterGrid grid, IEnumerable<VectorFeature> found, IEnumerable<VectorFeature> truth)
    {
        byte[] a = Paint(grid, found);
        byte[] b = Paint(grid, truth);
        long both = 0;
        long either = 0;
        for (int i = 0; i < a.Length; i++)
        {
            both += a[i] & b[i];
            either += a[i] | b[i];
        }

        return either == 0 ? 0 : (double)both / either;
    }

    private static byte[] Paint(RasterGrid grid, IEnumerable<VectorFeature> features)
    {
        byte[] mask = new byte[grid.Window.Area];
        PolygonPainter painter = new(grid);
        foreach (VectorFeature feature in features)
        {
            painter.Fill(feature.Geometry, mask);
        }

        return mask;
    }
}
