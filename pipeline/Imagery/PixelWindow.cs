namespace RasterFlow.Imagery;

/// <summary>A rectangle of pixels: columns [X, X + Width), rows [Y, Y + Height). It may reach outside its grid.</summary>
public readonly record struct PixelWindow(int X, int Y, int Width, int Height)
{
    /// <summary>The column after the last one.</summary>
    public int Right => X + Width;

    /// <summary>The row after the last one.</summary>
    public int Bottom => Y + Height;

    /// <summary>Pixels in the window.</summary>
    public int Area => checked(Width * Height);

    /// <summary>True when no pixel lies in the window.</summary>
    public bool IsEmpty => Width <= 0 || Height <= 0;

    /// <summary>What two windows share; empty (zero width or height) when they share nothing.</summary>
    public PixelWindow Intersect(PixelWindow other)
    {
        int x = Math.Max(X, other.X);
        int y = Math.Max(Y, other.Y);
        return new(x, y, Math.Max(0, Math.Min(Right, other.Right) - x), Math.Max(0, Math.Min(Bottom, other.Bottom) - y));
    }
}
