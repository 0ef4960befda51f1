using NetTopologySuite.Geometries;

namespace RasterFlow.Tiles;

/// <summary>From EPSG:4326 to the web-Mercator square: x and y from 0 (180 degrees west, about 85.05 degrees north) to 1.</summary>
internal static class WorldProjection
{
    private const double LatitudeLimit = 85.051128779806604;

    /// <summary>A polygon's rings, open, the shell with positive area and the holes with negative area; false when it is empty or has no area.</summary>
    public static bool TryProject(Polygon polygon, Shape shape)
    {
        shape.Clear(ShapeKind.Polygon);
        if (polygon.IsEmpty || !AddRing(polygon.ExteriorRing.CoordinateSequence, shape))
        {
            return false;
        }

        for (int i = 0; i < polygon.NumInteriorRings; i++)
        {
            AddRing(polygon.GetInteriorRingN(i).CoordinateSequence, shape);
        }

        return true;
    }

    /// <summary>Lines, or points, as they are.</summary>
    public static void Project(CoordinateSequence sequence, Shape shape)
    {
        for (int i = 0; i < sequence.Count; i++)
        {
            shape.AddStep(Project(sequence.GetX(i), sequence.GetY(i)));
        }

        shape.EndPart();
    }

    private static bool AddRing(CoordinateSequence sequence, Shape shape)
    {
        bool outer = shape.PartCount == 0;
        for (int i = 0; i < sequence.Count; i++)
        {
            shape.AddStep(Project(sequence.GetX(i), sequence.GetY(i)));
        }

        if (!shape.EndPart())
        {
            return false;
        }

        Span<GridPoint> ring = shape.Part(shape.PartCount - 1);
        double area = Shape.AreaOf(ring);
        if (area > 0 != outer)
        {
            ring.Reverse();
        }

        if (area == 0)
        {
            shape.DropPart();
        }

        return area != 0;
    }

    private static GridPoint Project(double longitude, double latitude)
    {
        double sine = Math.Sin(Math.Clamp(latitude, -LatitudeLimit, LatitudeLimit) * (Math.PI / 180));
        return new GridPoint((longitude / 360) + 0.5, 0.5 - (Math.Log((1 + sine) / (1 - sine)) / (4 * Math.PI)));
    }
}
