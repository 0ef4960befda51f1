namespace RasterFlow.Vectors;

/// <summary>
/// Cuts an 8-connected polygon where its rings touch themselves or each other: pixels that meet only at a corner become parts that touch there, and the
/// whole a valid multipolygon (OGC Simple Features, 6.1.14.1).
/// </summary>
internal static class PolygonParts
{
    /// <summary>The parts, each a shell and its holes.</summary>
    public static List<(PixelCorner[] Shell, List<PixelCorner[]> Holes)> Of(PixelPolygon polygon)
    {
        List<PixelCorner[]> shells = [];
        List<PixelCorner[]> holes = [];
        foreach (PixelCorner[] ring in Uncross([polygon.Shell, .. polygon.Holes]))
        {
            Cut(ring, loop => (PixelRing.SignedArea(loop) > 0 ? shells : holes).Add(loop));
        }

        shells.Sort(static (a, b) => PixelRing.SignedArea(a).CompareTo(PixelRing.SignedArea(b)));
        List<(PixelCorner[] Shell, List<PixelCorner[]> Holes)> parts = [.. shells.Select(static shell => (shell, new List<PixelCorner[]>()))];
        HashSet<PixelCorner>[] corners = parts.Count == 1 ? [] : [.. shells.Select(static shell => shell.ToHashSet())];
        foreach (PixelCorner[] hole in holes)
        {
            // The smallest shell around a hole is its own.
            int own = parts.Count == 1 ? 0 : Enumerable.Range(0, parts.Count).First(i => Holds(shells[i], corners[i], hole));
            parts[own].Holes.Add(hole);
        }

        parts.Sort(static (a, b) => a.Shell[0].CompareTo(b.Shell[0]));
        return parts;
    }

    /// <summary>Rings that stay with their pixels instead of crossing over where four edges meet: at such a place two ways on change places.</summary>
    private static List<PixelCorner[]> Uncross(List<PixelCorner[]> rings)
    {
        PixelCorner[] corners = [.. rings.SelectMany(static ring => ring)];
        int[] next = new int[corners.Length];
        Dictionary<PixelCorner, int> seen = new(corners.Length);
        int start = 0;
        bool crosses = false;
        foreach (PixelCorner[] ring in rings)
        {
            for (int i = 0; i < ring.Length; i++)
            {
                next[start + i] = start + ((i + 1) % ring.Length);
            }

            start += ring.Length;
        }

        for (int i = 0; i < corners.Length; i++)
        {
            if (!seen.TryAdd(corners[i], i))
            {
                (next[i], next[seen[corners[i]]]) = (next[seen[corners[i]]], next[i]);
                crosses = true;
            }
        }

        return crosses ? Follow(corners, next) : rings;
    }

    private static List<PixelCorner[]> Follow(PixelCorner[] corners, int[] next)
    {
        List<PixelCorner[]> rings = [];
        for (int i = 0; i < corners.Length; i++)
        {
            List<PixelCorner> ring = [];
            for (int at = i; next[at] >= 0;)
            {
                ring.Add(corners[at]);
                (at, next[at]) = (next[at], -1);
            }

            if (ring.Count > 0)
            {
                rings.Add([.. ring]);
            }
        }

        return rings;
    }

    private static void Cut(PixelCorner[] ring, Action<PixelCorner[]> add)
    {
        Dictionary<PixelCorner, int> seen = new(ring.Length);
        List<PixelCorner> path = new(ring.Length);
        foreach (PixelCorner corner in ring)
        {
            if (seen.TryGetValue(corner, out int first))
            {
                PixelCorner[] loop = [.. path[first..]];
                foreach (PixelCorner inner in loop.AsSpan(1))
                {
                    seen.Remove(inner);
                }

                path.RemoveRange(first, path.Count - first);
                add(FromStart(loop));
            }

            seen[corner] = path.Count;
            path.Add(corner);
        }

        add(FromStart([.. path]));
    }

    private static PixelCorner[] FromStart(PixelCorner[] loop)
    {
        int start = Array.IndexOf(loop, loop.Min());
        return [.. loop[start..], .. loop[..start]];
    }

    private static bool Holds(PixelCorner[] shell, HashSet<PixelCorner> corners, PixelCorner[] hole)
    {
        if (PixelRing.SignedArea(shell) <= -PixelRing.SignedArea(hole))
        {
            return false;
        }

        foreach (PixelCorner point in hole)
        {
            // Shell and hole touch at corners of both at most, so any other corner tells.
            if (!corners.Contains(point))
            {
                return IsInside(point, shell);
            }
        }

        return true;
    }

    /// <summary>Even-odd rule along a ray to the west.</summary>
    private static bool IsInside(PixelCorner point, PixelCorner[] ring)
    {
        bool inside = false;
        PixelCorner a = ring[^1];
        foreach (PixelCorner b in ring)
        {
            if ((a.Y > point.Y) != (b.Y > point.Y))
            {
                double x = a.X + ((point.Y - (double)a.Y) * (b.X - (double)a.X) / (b.Y - (double)a.Y));
                inside ^= x < point.X;
            }

            a = b;
        }

        return inside;
    }
}
