using NetTopologySuite.Geometries;
using NetTopologySuite.Geometries.Utilities;
using NetTopologySuite.Operation.Overlay;
using NetTopologySuite.Operation.OverlayNG;
using RasterFlow.Areas;

namespace RasterFlow.Vectors.Changes;

/// <summary>How much two fields overlap. The same for both orders of the two, to the last bit.</summary>
internal static class FieldOverlap
{
    /// <summary>The area that both cover, in square metres on the ellipsoid.</summary>
    /// <exception cref="ChangeInputException">The outlines are broken beyond repair; the message names both.</exception>
    public static double SquareMetres(FieldOutline one, FieldOutline other)
    {
        (FieldOutline first, FieldOutline second) = FieldOutline.Compare(one, other) <= 0 ? (one, other) : (other, one);
        double area = 0;
        foreach (Geometry a in first.Pieces)
        {
            foreach (Geometry b in second.Pieces)
            {
                if (a.EnvelopeInternal.Intersects(b.EnvelopeInternal))
                {
                    // Equal outlines, the common case of fields that nobody touched, need no overlay.
                    area += a.EqualsExact(b) ? GeodesicArea.SquareKilometres(a) : GeodesicArea.SquareKilometres(Intersect(first, second, a, b));
                }
            }
        }

        return area * 1e6;
    }

    private static Geometry Intersect(FieldOutline first, FieldOutline second, Geometry a, Geometry b)
    {
        try
        {
            return OverlayNGRobust.Overlay(a, b, SpatialFunction.Intersection);
        }
        catch (TopologyException)
        {
            try
            {
                return OverlayNGRobust.Overlay(GeometryFixer.Fix(a), GeometryFixer.Fix(b), SpatialFunction.Intersection);
            }
            catch (TopologyException e)
            {
                throw new ChangeInputException($"The outlines of fields {first.Id} and {second.Id} cannot be overlaid: {e.Message}");
            }
        }
    }
}
