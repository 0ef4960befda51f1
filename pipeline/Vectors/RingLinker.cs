using System.Runtime.InteropServices;

namespace RasterFlow.Vectors;

/// <summary>Links the chains of one whole component into rings, by the rule of <see cref="BlockTracer"/>: at a corner with two ways on, turn right.</summary>
internal static class RingLinker
{
    /// <summary>Adds the canonical rings that <paramref name="chains"/> form to <paramref name="rings"/>.</summary>
    /// <exception cref="InvalidDataException">A chain ends where no other begins.</exception>
    public static void Link(List<PixelCorner[]> chains, List<PixelCorner[]> rings)
    {
        Dictionary<PixelCorner, (int First, int Second)> starts = new(chains.Count);
        for (int i = 0; i < chains.Count; i++)
        {
            ref (int First, int Second) entry = ref CollectionsMarshal.GetValueRefOrAddDefault(starts, chains[i][0], out bool exists);
            entry = exists ? (entry.First, i) : (i, -1);
        }

        bool[] used = new bool[chains.Count];
        List<PixelCorner> ring = [];
        for (int i = 0; i < chains.Count; i++)
        {
            if (used[i])
            {
                continue;
            }

            ring.Clear();
            int at = i;
            do
            {
                used[at] = true;
                PixelCorner[] chain = chains[at];
                ring.AddRange(chain.AsSpan(0, chain.Length - 1));
                at = Next(chains, starts, chain);
            }
            while (at != i);
            rings.Add(PixelRing.Canonical(CollectionsMarshal.AsSpan(ring)));
        }
    }

    private static int Next(List<PixelCorner[]> chains, Dictionary<PixelCorner, (int First, int Second)> starts, PixelCorner[] chain)
    {
        PixelCorner end = chain[^1];
        if (!starts.TryGetValue(end, out (int First, int Second) ways))
        {
            throw new InvalidDataException($"The outline breaks off at pixel corner ({end.X}, {end.Y}): a block's fragments do not fit its neighbour's.");
        }

        return ways.Second < 0 || TurnsRight(chain[^2], end, chains[ways.First][1]) ? ways.First : ways.Second;
    }

    private static bool TurnsRight(PixelCorner from, PixelCorner at, PixelCorner to)
    {
        // y grows southwards, so a positive cross product is a clockwise turn on the map.
        long cross = ((long)Math.Sign(at.X - from.X) * Math.Sign(to.Y - at.Y)) - ((long)Math.Sign(at.Y - from.Y) * Math.Sign(to.X - at.X));
        return cross > 0;
    }
}
