namespace RasterFlow.Vectors;

/// <summary>A corner of a pixel in whole-raster coordinates: x = 0 is the left edge of the raster, y = 0 its top edge, y grows southwards.</summary>
internal readonly record struct PixelCorner(int X, int Y) : IComparable<PixelCorner>
{
    /// <summary>Row-major order: north first, then west.</summary>
    public int CompareTo(PixelCorner other) => Y != other.Y ? Y.CompareTo(other.Y) : X.CompareTo(other.X);
}
