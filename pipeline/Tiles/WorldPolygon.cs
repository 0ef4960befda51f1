using NetTopologySuite.Geometries;

namespace RasterFlow.Tiles;

/// <summary>A polygon on the web-Mercator square: x and y from 0 (180 degrees west, about 85.05 degrees north) to 1; weighed once for all zooms.</summary>
internal sealed class WorldPolygon
{
    private const double LatitudeLimit = 85.051128779806604;

    private readonly (double X, double Y)[][] _rings;
    private readonly double[][] _weights;
    private readonly double[] _areas;

    private WorldPolygon((double X, double Y)[][] rings, double largestWeight)
    {
        _rings = rings;
        _areas = [.. rings.Select(AreaOf)];
        _weights = RingSimplifier.Weigh(rings, largestWeight);
    }

    /// <summary>Area less holes, as a share of the world square.</summary>
    public double NetArea => _areas[0] - _areas.Skip(1).Sum();

    /// <summary>Shell and holes.</summary>
    public int RingCount => _rings.Length;

    /// <summary>Projects a polygon from EPSG:4326; null when it is empty.</summary>
    /// <param name="polygon">Longitude and latitude in degrees.</param>
    /// <param name="largestWeight">Corners with a larger triangle (share of the world square) are kept at every zoom.</param>
    public static WorldPolygon? From(Polygon polygon, double largestWeight)
    {
        if (polygon.IsEmpty)
        {
            return null;
        }

        (double X, double Y)[][] rings = new (double X, double Y)[polygon.NumInteriorRings + 1][];
        rings[0] = Project(polygon.ExteriorRing.CoordinateSequence);
        for (int i = 0; i < polygon.NumInteriorRings; i++)
        {
            rings[i + 1] = Project(polygon.GetInteriorRingN(i).CoordinateSequence);
        }

        return new WorldPolygon(rings, largestWeight);
    }

    /// <summary>The area of a ring, as a share of the world square.</summary>
    public double AreaOf(int ring) => _areas[ring];

    /// <summary>A ring's corners whose weight reaches a limit, scaled.</summary>
    public (double X, double Y)[] Ring(int ring, double weight, double scale)
    {
        (double X, double Y)[] points = _rings[ring];
        double[] weights = _weights[ring];
        List<(double X, double Y)> result = new(points.Length);
        for (int i = 0; i < points.Length; i++)
        {
            if (weights[i] >= weight)
            {
                result.Add((points[i].X * scale, points[i].Y * scale));
            }
        }

        return [.. result];
    }

    /// <summary>The middle of a ring's box.</summary>
    public (double X, double Y) CentreOf(int ring)
    {
        (double X, double Y)[] points = _rings[ring];
        return ((points.Min(p => p.X) + points.Max(p => p.X)) / 2, (points.Min(p => p.Y) + points.Max(p => p.Y)) / 2);
    }

    private static (double X, double Y)[] Project(CoordinateSequence sequence)
    {
        (double X, double Y)[] ring = new (double X, double Y)[sequence.Count - 1];
        for (int i = 0; i < ring.Length; i++)
        {
            double latitude = Math.Clamp(sequence.GetY(i), -LatitudeLimit, LatitudeLimit) * Math.PI / 180;
            double y = 0.5 - (Math.Log(Math.Tan((Math.PI / 4) + (latitude / 2))) / (2 * Math.PI));
            ring[i] = ((sequence.GetX(i) / 360) + 0.5, y);
        }

        return ring;
    }

    private static double AreaOf((double X, double Y)[] ring)
    {
        // Relative to the first corner: the differences are small, the coordinates are not.
        (double X, double Y) origin = ring[0];
        double sum = 0;
        for (int i = 1; i + 1 < ring.Length; i++)
        {
            sum += ((ring[i].X - origin.X) * (ring[i + 1].Y - origin.Y)) - ((ring[i + 1].X - origin.X) * (ring[i].Y - origin.Y));
        }

        return Math.Abs(sum) / 2;
    }
}
