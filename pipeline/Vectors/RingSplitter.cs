using System.Runtime.InteropServices;

namespace RasterFlow.Vectors;

/// <summary>Cuts a ring of an open component where other blocks decide how it goes on.</summary>
internal static class RingSplitter
{
    /// <summary>
    /// Adds a ring to <paramref name="open"/>: whole when nothing cuts it, else as chains between the cuts.
    /// </summary>
    /// <param name="corners">The ring's corners.</param>
    /// <param name="breaks">Indices of corners at which the ring must be cut, ascending.</param>
    /// <param name="isSeamEdge">Whether the edge between two corners lies on a seam; such edges are left out.</param>
    /// <param name="open">The component that the ring belongs to.</param>
    public static void Split(List<PixelCorner> corners, List<int> breaks, Func<PixelCorner, PixelCorner, bool> isSeamEdge, OpenComponent open)
    {
        Span<PixelCorner> ring = CollectionsMarshal.AsSpan(corners);
        int start = FirstCut(ring, breaks, isSeamEdge);
        if (start < 0)
        {
            open.Rings.Add(PixelRing.Canonical(ring));
            return;
        }

        List<PixelCorner> chain = [ring[start]];
        for (int i = 1; i <= ring.Length; i++)
        {
            int at = (start + i) % ring.Length;
            PixelCorner corner = ring[at];
            if (isSeamEdge(chain[^1], corner))
            {
                Flush(chain, open);
                chain.Add(corner);
                continue;
            }

            chain.Add(corner);
            if (breaks.BinarySearch(at) >= 0)
            {
                Flush(chain, open);
                chain.Add(corner);
            }
        }

        Flush(chain, open);
    }

    private static int FirstCut(ReadOnlySpan<PixelCorner> ring, List<int> breaks, Func<PixelCorner, PixelCorner, bool> isSeamEdge)
    {
        if (breaks.Count > 0)
        {
            return breaks[0];
        }

        for (int i = 0; i < ring.Length; i++)
        {
            if (isSeamEdge(ring[i], ring[i + 1 == ring.Length ? 0 : i + 1]))
            {
                return i;
            }
        }

        return -1;
    }

    private static void Flush(List<PixelCorner> chain, OpenComponent open)
    {
        if (chain.Count > 1)
        {
            open.Chains.Add([.. chain]);
        }

        chain.Clear();
    }
}
