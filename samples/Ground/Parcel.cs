using NetTopologySuite.Geometries;

namespace RasterFlow.Samples.Ground;

/// <summary>One field, in metres from the south-west corner of its section.</summary>
/// <param name="Id">Distinct for every field; the source of its crops, soil and vigour.</param>
/// <param name="Shape">Its outline.</param>
/// <param name="West">Left edge of its box.</param>
/// <param name="South">Lower edge of its box.</param>
/// <param name="East">Right edge of its box.</param>
/// <param name="North">Upper edge of its box.</param>
/// <param name="Facing">For a half circle: 0 east, 1 north, 2 west, 3 south.</param>
internal sealed record Parcel(uint Id, ParcelShape Shape, double West, double South, double East, double North, int Facing = 0)
{
    private const int CircleVertices = 96;

    // Unit circle by repeated rotation with a constant: no trigonometric functions, see ValueNoise. cos and sin of 2π/96.
    private const double StepCos = 0.99785892323860348;
    private const double StepSin = 0.065403129230143061;

    /// <summary>Irrigated fields never lie fallow.</summary>
    public bool IsPivot => Shape is ParcelShape.Circle or ParcelShape.HalfCircle;

    /// <summary>The outline of a <see cref="ParcelShape.Polygon"/>.</summary>
    public ConvexOutline? Convex { get; init; }

    private double CentreX => (West + East) / 2;

    private double CentreY => (South + North) / 2;

    private double Radius => (East - West) / 2;

    /// <summary>Metres from the outline: positive inside, negative outside.</summary>
    public double Depth(double x, double y)
    {
        if (Convex is not null)
        {
            return Convex.Depth(x, y);
        }

        if (Shape == ParcelShape.Rectangle)
        {
            return Math.Min(Math.Min(x - West, East - x), Math.Min(y - South, North - y));
        }

        double dx = x - CentreX;
        double dy = y - CentreY;
        double circle = Radius - Math.Sqrt((dx * dx) + (dy * dy));
        return Shape == ParcelShape.Circle ? circle : Math.Min(circle, Facing switch { 0 => dx, 1 => dy, 2 => -dx, _ => -dy });
    }

    /// <summary>The outline as a closed ring, counter-clockwise, in the section's metres.</summary>
    public IReadOnlyList<Coordinate> Outline()
    {
        if (Convex is not null)
        {
            return Convex.Ring();
        }

        if (Shape == ParcelShape.Rectangle)
        {
            return [new(West, South), new(East, South), new(East, North), new(West, North), new(West, South)];
        }

        List<Coordinate> ring = [];
        (double c, double s) = Shape == ParcelShape.Circle ? (1.0, 0.0) : Facing switch { 0 => (0.0, -1.0), 1 => (1.0, 0.0), 2 => (0.0, 1.0), _ => (-1.0, 0.0) };
        int steps = Shape == ParcelShape.Circle ? CircleVertices : (CircleVertices / 2) + 1;
        for (int i = 0; i < steps; i++)
        {
            ring.Add(new Coordinate(CentreX + (Radius * c), CentreY + (Radius * s)));
            (c, s) = ((c * StepCos) - (s * StepSin), (s * StepCos) + (c * StepSin));
        }

        ring.Add(ring[0].Copy());
        return ring;
    }
}
