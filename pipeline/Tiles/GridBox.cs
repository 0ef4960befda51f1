namespace RasterFlow.Tiles;

/// <summary>The box around positions.</summary>
internal readonly record struct GridBox(double MinX, double MinY, double MaxX, double MaxY)
{
    public GridPoint Centre => new((MinX + MaxX) / 2, (MinY + MaxY) / 2);

    public double Width => MaxX - MinX;

    public double Height => MaxY - MinY;

    public static GridBox Of(ReadOnlySpan<GridPoint> points)
    {
        (double minX, double minY, double maxX, double maxY) = (double.MaxValue, double.MaxValue, double.MinValue, double.MinValue);
        foreach (GridPoint point in points)
        {
            (minX, maxX) = (Math.Min(minX, point.X), Math.Max(maxX, point.X));
            (minY, maxY) = (Math.Min(minY, point.Y), Math.Max(maxY, point.Y));
        }

        return new GridBox(minX, minY, maxX, maxY);
    }
}
