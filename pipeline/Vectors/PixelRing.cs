namespace RasterFlow.Vectors;

/// <summary>Rings of pixel corners.</summary>
internal static class PixelRing
{
    /// <summary>Twice the enclosed area in units of the corners; positive when the ring runs counter-clockwise on a north-up map.</summary>
    public static long SignedArea(ReadOnlySpan<PixelCorner> ring)
    {
        long area = 0;
        PixelCorner previous = ring[^1];
        foreach (PixelCorner corner in ring)
        {
            area += (previous.Y + (long)corner.Y) * (corner.X - previous.X);
            previous = corner;
        }

        return area;
    }
}
