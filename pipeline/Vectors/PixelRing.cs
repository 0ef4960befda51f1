namespace RasterFlow.Vectors;

/// <summary>Rings of pixel corners whose edges run along the pixel grid.</summary>
internal static class PixelRing
{
    /// <summary>Enclosed pixels; positive when the ring runs counter-clockwise on a north-up map.</summary>
    public static long SignedArea(ReadOnlySpan<PixelCorner> ring)
    {
        // Shoelace along horizontal edges only: vertical ones add nothing.
        long area = 0;
        PixelCorner previous = ring[^1];
        foreach (PixelCorner corner in ring)
        {
            area += (long)previous.Y * (corner.X - previous.X);
            previous = corner;
        }

        return area;
    }

    /// <summary>A copy without corners that do not turn, starting at the northernmost, then westernmost corner.</summary>
    public static PixelCorner[] Canonical(ReadOnlySpan<PixelCorner> ring)
    {
        int turns = 0;
        int start = -1;
        for (int i = 0; i < ring.Length; i++)
        {
            if (Turns(ring, i))
            {
                turns++;
                start = start < 0 || ring[i].CompareTo(ring[start]) < 0 ? i : start;
            }
        }

        PixelCorner[] result = new PixelCorner[turns];
        int filled = 0;
        for (int i = 0; i < ring.Length; i++)
        {
            int at = start + i < ring.Length ? start + i : start + i - ring.Length;
            if (Turns(ring, at))
            {
                result[filled++] = ring[at];
            }
        }

        return result;
    }

    private static bool Turns(ReadOnlySpan<PixelCorner> ring, int i)
    {
        PixelCorner before = ring[i == 0 ? ring.Length - 1 : i - 1];
        PixelCorner at = ring[i];
        PixelCorner after = ring[i + 1 == ring.Length ? 0 : i + 1];
        return (before.X == at.X) != (at.X == after.X);
    }
}
