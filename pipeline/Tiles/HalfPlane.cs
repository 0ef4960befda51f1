namespace RasterFlow.Tiles;

/// <summary>
/// One side of a line along an axis. Rings are clipped after Sutherland and Hodgman (CACM 17, 1974): where a ring leaves and comes back, the pieces stay
/// joined along the clip line, which lies outside the visible tile; edges may lie on each other there but never cross. Lines come apart.
/// </summary>
/// <param name="Vertical">True for the line x = <paramref name="At"/>, false for y = <paramref name="At"/>.</param>
/// <param name="At">Where the line is.</param>
/// <param name="KeepBelow">Whether smaller or larger coordinates stay.</param>
internal readonly record struct HalfPlane(bool Vertical, double At, bool KeepBelow)
{
    /// <summary>Clips a shape.</summary>
    /// <param name="source">Stays as it is.</param>
    /// <param name="target">Gets what is left, unless that is everything.</param>
    /// <returns>The source when all of it lies inside, else the target, which has no part when nothing is left.</returns>
    public Shape Clip(Shape source, Shape target)
    {
        (bool anyInside, bool anyOutside) = Sides(source.Points);
        if (!anyOutside)
        {
            return source;
        }

        target.Clear(source.Kind);
        for (int part = 0; anyInside && part < source.PartCount; part++)
        {
            bool kept = ClipPart(source.Part(part), target);
            if (!kept && part == 0 && source.Kind == ShapeKind.Polygon)
            {
                // The shell is gone, and with it everything.
                break;
            }
        }

        return target;
    }

    private bool IsInside(GridPoint point)
    {
        double position = Vertical ? point.X : point.Y;
        return KeepBelow ? position <= At : position >= At;
    }

    private (bool AnyInside, bool AnyOutside) Sides(ReadOnlySpan<GridPoint> points)
    {
        bool anyInside = false;
        bool anyOutside = false;
        foreach (GridPoint point in points)
        {
            bool inside = IsInside(point);
            anyInside |= inside;
            anyOutside |= !inside;
        }

        return (anyInside, anyOutside);
    }

    private bool ClipPart(ReadOnlySpan<GridPoint> part, Shape target)
    {
        (bool anyInside, bool anyOutside) = Sides(part);
        if (!anyInside)
        {
            return false;
        }

        if (!anyOutside)
        {
            target.Add(part);
            return target.EndPart();
        }

        switch (target.Kind)
        {
            case ShapeKind.Polygon:
                ClipRing(part, target);
                return target.EndPart();
            case ShapeKind.Lines:
                ClipLine(part, target);
                return target.EndPart();
            default:
                foreach (GridPoint point in part)
                {
                    if (IsInside(point))
                    {
                        target.Add(point);
                    }
                }

                return target.EndPart();
        }
    }

    private void ClipRing(ReadOnlySpan<GridPoint> ring, Shape target)
    {
        GridPoint previous = ring[^1];
        bool wasInside = IsInside(previous);
        foreach (GridPoint point in ring)
        {
            bool isInside = IsInside(point);
            if (isInside != wasInside)
            {
                target.AddStep(Cross(previous, point));
            }

            if (isInside)
            {
                target.AddStep(point);
            }

            (previous, wasInside) = (point, isInside);
        }
    }

    private void ClipLine(ReadOnlySpan<GridPoint> line, Shape target)
    {
        bool wasInside = false;
        for (int i = 0; i < line.Length; i++)
        {
            bool isInside = IsInside(line[i]);
            if (i > 0 && isInside != wasInside)
            {
                target.AddStep(Cross(line[i - 1], line[i]));
                if (!isInside)
                {
                    target.EndPart();
                }
            }

            if (isInside)
            {
                target.AddStep(line[i]);
            }

            wasInside = isInside;
        }
    }

    /// <summary>Where an edge meets the line; from its smaller end, so that both neighbours of an edge get the same position.</summary>
    private GridPoint Cross(GridPoint a, GridPoint b)
    {
        if (a.X > b.X || (a.X == b.X && a.Y > b.Y))
        {
            (a, b) = (b, a);
        }

        return Vertical
            ? new GridPoint(At, a.Y + ((b.Y - a.Y) * ((At - a.X) / (b.X - a.X))))
            : new GridPoint(a.X + ((b.X - a.X) * ((At - a.Y) / (b.Y - a.Y))), At);
    }
}
