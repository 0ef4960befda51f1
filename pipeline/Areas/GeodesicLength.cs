using NetTopologySuite.Geometries;

namespace RasterFlow.Areas;

/// <summary>Lengths of longitude/latitude lines on the WGS 84 ellipsoid.</summary>
public static class GeodesicLength
{
    private const double SemiMajorMetres = 6378137.0;
    private const double Flattening = 1 / 298.257223563;
    private const double EccentricitySquared = Flattening * (2 - Flattening);

    /// <summary>
    /// The length in metres of all lines and rings of a geometry; edges are straight in longitude and latitude, as in <see cref="GeodesicArea"/>.
    /// Integrates the ellipsoid's metric (Snyder, Map Projections: A Working Manual, 1987, equations 4-18 to 4-21) along each edge by Simpson's rule.
    /// </summary>
    /// <param name="geometry">A geometry in EPSG:4326; points have no length.</param>
    public static double Metres(Geometry geometry)
    {
        ArgumentNullException.ThrowIfNull(geometry);
        switch (geometry)
        {
            case LineString line:
                return Metres(line.CoordinateSequence);
            case Polygon polygon:
                double sum = Metres(polygon.ExteriorRing.CoordinateSequence);
                for (int i = 0; i < polygon.NumInteriorRings; i++)
                {
                    sum += Metres(polygon.GetInteriorRingN(i).CoordinateSequence);
                }

                return sum;
            case GeometryCollection collection:
                return collection.Geometries.Sum(Metres);
            default:
                return 0;
        }
    }

    private static double Metres(CoordinateSequence line)
    {
        double sum = 0;
        for (int i = 1; i < line.Count; i++)
        {
            double east = double.DegreesToRadians(line.GetX(i) - line.GetX(i - 1));
            double south = double.DegreesToRadians(line.GetY(i - 1));
            double north = double.DegreesToRadians(line.GetY(i));
            double rise = north - south;
            sum += (Speed(south, east, rise) + (4 * Speed((south + north) / 2, east, rise)) + Speed(north, east, rise)) / 6;
        }

        return sum;
    }

    /// <summary>Metres that an edge runs per whole edge, at the scale of one latitude.</summary>
    private static double Speed(double latitude, double east, double rise)
    {
        (double sine, double cosine) = Math.SinCos(latitude);
        double w = 1 - (EccentricitySquared * sine * sine);
        double normal = SemiMajorMetres / Math.Sqrt(w);
        double alongX = normal * cosine * east;
        double alongY = normal * (1 - EccentricitySquared) / w * rise;
        return Math.Sqrt((alongX * alongX) + (alongY * alongY));
    }
}
