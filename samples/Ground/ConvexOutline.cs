using NetTopologySuite.Geometries;

namespace RasterFlow.Samples.Ground;

/// <summary>A convex polygon, counter-clockwise, in metres. Sums, products and square roots alone: the same on every machine.</summary>
internal sealed class ConvexOutline
{
    private readonly (double X, double Y)[] _corners;

    // Each edge as the line nx * x + ny * y = c, with the normal inward.
    private readonly (double Nx, double Ny, double C)[] _edges;

    public ConvexOutline(IReadOnlyList<(double X, double Y)> corners)
    {
        _corners = [.. corners];
        _edges = new (double, double, double)[_corners.Length];
        for (int i = 0; i < _corners.Length; i++)
        {
            (double ax, double ay) = _corners[i];
            (double bx, double by) = _corners[(i + 1) % _corners.Length];
            double length = Math.Sqrt(((bx - ax) * (bx - ax)) + ((by - ay) * (by - ay)));
            (double nx, double ny) = length > 0 ? (-(by - ay) / length, (bx - ax) / length) : (0, 0);
            _edges[i] = (nx, ny, (nx * ax) + (ny * ay));
            Area += ((ax * by) - (bx * ay)) / 2;
        }

        (West, South) = (_corners.Min(static c => c.X), _corners.Min(static c => c.Y));
        (East, North) = (_corners.Max(static c => c.X), _corners.Max(static c => c.Y));
    }

    public double West { get; }

    public double South { get; }

    public double East { get; }

    public double North { get; }

    /// <summary>Square metres.</summary>
    public double Area { get; }

    public IReadOnlyList<(double X, double Y)> Corners => _corners;

    /// <summary>The mean of the corners: a place inside.</summary>
    public (double X, double Y) Middle => (_corners.Average(static c => c.X), _corners.Average(static c => c.Y));

    public static ConvexOutline Box(double west, double south, double east, double north) => new([(west, south), (east, south), (east, north), (west, north)]);

    /// <summary>Metres from the outline: positive inside; outside, minus the distance to the farthest edge line that is crossed.</summary>
    public double Depth(double x, double y)
    {
        double depth = double.PositiveInfinity;
        foreach ((double nx, double ny, double c) in _edges)
        {
            depth = Math.Min(depth, (nx * x) + (ny * y) - c);
        }

        return depth;
    }

    /// <summary>The part where nx * x + ny * y is at least <paramref name="c"/>; null when too little is left to be a polygon.</summary>
    public ConvexOutline? Beyond(double nx, double ny, double c)
    {
        List<(double X, double Y)> kept = [];
        for (int i = 0; i < _corners.Length; i++)
        {
            (double ax, double ay) = _corners[i];
            (double bx, double by) = _corners[(i + 1) % _corners.Length];
            double a = (nx * ax) + (ny * ay) - c;
            double b = (nx * bx) + (ny * by) - c;
            if (a >= 0)
            {
                kept.Add((ax, ay));
            }

            if ((a > 0 && b < 0) || (a < 0 && b > 0))
            {
                double t = a / (a - b);
                kept.Add((ax + (t * (bx - ax)), ay + (t * (by - ay))));
            }
        }

        return kept.Count < 3 ? null : new ConvexOutline(kept) is { Area: > 1 } outline ? outline : null;
    }

    /// <summary>The least and the greatest of nx * x + ny * y over the polygon.</summary>
    public (double Least, double Most) Extent(double nx, double ny) =>
        (_corners.Min(c => (nx * c.X) + (ny * c.Y)), _corners.Max(c => (nx * c.X) + (ny * c.Y)));

    /// <summary>The outline as a closed ring.</summary>
    public IReadOnlyList<Coordinate> Ring() => [.. _corners.Append(_corners[0]).Select(static c => new Coordinate(c.X, c.Y))];
}
