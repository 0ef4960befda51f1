using NetTopologySuite.Geometries;
using NetTopologySuite.Simplify;

namespace RasterFlow.Scenes;

/// <summary>An area as a search request carries it: of bounded length.</summary>
internal static class SearchArea
{
    private static readonly double[] MarginDegrees = [0.01, 0.05, 0.25, 1];

    /// <summary>The area itself, or one of at most so many vertices that contains it.</summary>
    public static Geometry Within(Geometry area, int vertices)
    {
        if (area.NumPoints <= vertices)
        {
            return area;
        }

        Geometry world = area.Factory.ToGeometry(new Envelope(-180, 180, -90, 90));
        foreach (double margin in MarginDegrees)
        {
            // The simplified outline keeps within half the margin of the widened one, so it lies around the area. Holes are of no use here.
            Geometry simple = DouglasPeuckerSimplifier.Simplify(WithoutHoles(Coarse(area, margin / 4).Buffer(margin, 2)), margin / 2);
            if (simple.NumPoints <= vertices && simple.IsValid && simple.Covers(area))
            {
                return simple.Intersection(world);
            }
        }

        return area.Envelope;
    }

    /// <summary>Fewer vertices before widening, which is slow for long coasts; small islands become their boxes.</summary>
    private static Geometry Coarse(Geometry area, double tolerance) => area.Factory.BuildGeometry(
        Enumerable.Range(0, area.NumGeometries).Select(area.GetGeometryN).OfType<Polygon>().Select(part =>
        {
            Geometry simple = DouglasPeuckerSimplifier.Simplify(part.Factory.CreatePolygon(part.Shell), tolerance);
            return simple.IsEmpty ? part.Envelope : simple;
        }));

    private static Geometry WithoutHoles(Geometry geometry) => geometry.Factory.BuildGeometry(
        Enumerable.Range(0, geometry.NumGeometries).Select(geometry.GetGeometryN).OfType<Polygon>().Select(part => (Geometry)part.Factory.CreatePolygon(part.Shell))).Union();
}
