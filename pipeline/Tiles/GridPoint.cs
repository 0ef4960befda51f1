namespace RasterFlow.Tiles;

/// <summary>A position on a plane whose y grows southwards: the web-Mercator square (0..1), or one zoom's tile units from the world's top left corner.</summary>
internal readonly record struct GridPoint(double X, double Y)
{
    /// <summary>Twice the signed area of a triangle; exact for whole units up to 2^26.</summary>
    public static double Cross(GridPoint a, GridPoint b, GridPoint c) => ((b.X - a.X) * (c.Y - b.Y)) - ((b.Y - a.Y) * (c.X - b.X));
}
