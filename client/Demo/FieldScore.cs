using RasterFlow.Imagery;
using RasterFlow.Samples;
using RasterFlow.Vectors;

namespace RasterFlow.Client.Demo;

/// <summary>How well the fields found match the true ones.</summary>
internal static class FieldScore
{
    /// <summary>Intersection over union of the two sets of polygons, counted in pixels of the mosaic's grid.</summary>
    public static double Of(RasterGrid grid, IEnumerable<VectorFeature> found, IEnumerable<VectorFeature> truth) =>
        IntersectionOverUnion.Of(Paint(grid, found), Paint(grid, truth));

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
