using NetTopologySuite.Geometries;

namespace RasterFlow.Areas;

/// <summary>Ground areas of longitude/latitude polygons on the WGS 84 ellipsoid.</summary>
public static class GeodesicArea
{
    private const double SemiMajorMetres = 6378137.0;
    private const double Flattening = 1 / 298.257223563;
    private const double SemiMinorMetres = SemiMajorMetres * (1 - Flattening);
    private static readonly double Eccentricity = Math.Sqrt(Flattening * (2 - Flattening));

    /// <summary>
    /// The area in square kilometres; edges are straight in longitude and latitude. Integrates the ellipsoid's authalic function
    /// (Snyder, Map Projections: A Working Manual, 1987, equation 3-12) along each edge by Simpson's rule.
    /// </summary>
    /// <param name="geometry">A geometry in EPSG:4326; only its polygons count.</param>
    public static double SquareKilometres(Geometry geometry)
    {
        ArgumentNullException.ThrowIfNull(geometry);
        double squareMetres = 0;
        for (int i = 0; i < geometry.NumGeometries; i++)
        {
            if (geometry.GetGeometryN(i) is Polygon polygon)
            {
                squareMetres += Ring(polygon.ExteriorRing.CoordinateSequence);
                for (int hole = 0; hole < polygon.NumInteriorRings; hole++)
                {
                    squareMetres -= Ring(polygon.GetInteriorRingN(hole).CoordinateSequence);
                }
            }
            else if (geometry.GetGeometryN(i) is GeometryCollection inner && !ReferenceEquals(inner, geometry))
            {
                squareMetres += SquareKilometres(inner) * 1e6;
            }
        }

        return squareMetres / 1e6;
    }

    private static double Ring(CoordinateSequence ring)
    {
        if (ring.Count == 0)
        {
            return 0;
        }

        double sum = 0;
        double south = double.DegreesToRadians(ring.GetY(0));
        double belowSouth = Below(south);
        for (int i = 1; i < ring.Count; i++)
        {
            double width = double.DegreesToRadians(ring.GetX(i) - ring.GetX(i - 1));
            double north = double.DegreesToRadians(ring.GetY(i));
            double belowNorth = Below(north);
            sum += width * (belowSouth + (4 * Below((south + north) / 2)) + belowNorth) / 6;
            (south, belowSouth) = (north, belowNorth);
        }

        return Math.Abs(sum);
    }

    /// <summary>Square metres between the equator and a latitude, for one radian of longitude.</summary>
    private static double Below(double latitude)
    {
        double sine = Math.Sin(latitude);
        double e = Eccentricity;
        double part = (sine / (1 - (e * e * sine * sine))) + (Math.Log((1 + (e * sine)) / (1 - (e * sine))) / (2 * e));
        return SemiMinorMetres * SemiMinorMetres / 2 * part;
    }
}
