using System.Runtime.InteropServices;

namespace RasterFlow.Vectors;

/// <summary>
/// Makes canonical rings of an outline that has closed. A 4-connected outline that stays with its pixels passes twice where its region touches
/// itself at a corner; there it is cut in two, so that rings touch but none touches itself (OGC Simple Features, 6.1.11.1).
/// </summary>
/// <param name="split">Whether to cut.</param>
/// <param name="simplifier">Simplifies the rings; null keeps every corner.</param>
internal sealed class RingFinisher(bool split, ArcSimplifier? simplifier)
{
    private readonly Dictionary<PixelCorner, int> _seen = [];
    private readonly List<OutlineCorner> _path = [];

    /// <summary>Hands out the rings of an outline.</summary>
    /// <param name="outline">Its corners; their order is the outline's.</param>
    /// <param name="addPixels">Gets the pixels that each ring encloses, negative for holes.</param>
    /// <param name="add">Gets each ring.</param>
    public void Finish(List<OutlineCorner> outline, Action<long> addPixels, Action<PixelCorner[]> add)
    {
        Span<OutlineCorner> corners = CollectionsMarshal.AsSpan(outline);
        if (!split || Pinches(corners) < 2)
        {
            Hand(corners, addPixels, add);
            return;
        }

        _seen.Clear();
        _path.Clear();
        foreach (OutlineCorner corner in corners)
        {
            if ((corner.Kind & CornerKind.Pinch) == 0)
            {
                _path.Add(corner);
            }
            else if (_seen.TryGetValue(corner.Place, out int first))
            {
                CutLoop(first, addPixels, add);
                _path.Add(corner);
            }
            else
            {
                _seen.Add(corner.Place, _path.Count);
                _path.Add(corner);
            }
        }

        Hand(CollectionsMarshal.AsSpan(_path), addPixels, add);
    }

    /// <summary>Hands out the path from its corner number <paramref name="first"/> on, and takes it off.</summary>
    private void CutLoop(int first, Action<long> addPixels, Action<PixelCorner[]> add)
    {
        Span<OutlineCorner> loop = CollectionsMarshal.AsSpan(_path)[first..];
        foreach (OutlineCorner corner in loop[1..])
        {
            _seen.Remove(corner.Place);
        }

        Hand(loop, addPixels, add);
        _path.RemoveRange(first, _path.Count - first);
    }

    private static int Pinches(ReadOnlySpan<OutlineCorner> corners)
    {
        int count = 0;
        foreach (OutlineCorner corner in corners)
        {
            count += (int)(corner.Kind & CornerKind.Pinch);
        }

        return count;
    }

    private void Hand(ReadOnlySpan<OutlineCorner> corners, Action<long> addPixels, Action<PixelCorner[]> add)
    {
        int start = 0;
        long pixels = 0;
        OutlineCorner previous = corners[^1];
        for (int i = 0; i < corners.Length; i++)
        {
            OutlineCorner corner = corners[i];
            pixels += (long)previous.Y * (corner.X - previous.X);
            if (corner.Y < corners[start].Y || (corner.Y == corners[start].Y && corner.X < corners[start].X))
            {
                start = i;
            }

            previous = corner;
        }

        addPixels(pixels);
        add(simplifier is null ? Canonical(corners, start) : simplifier.Simplify(corners, start));
    }

    /// <summary>The corners from the northernmost, then westernmost one on.</summary>
    private static PixelCorner[] Canonical(ReadOnlySpan<OutlineCorner> corners, int start)
    {
        PixelCorner[] ring = new PixelCorner[corners.Length];
        for (int i = 0; i < ring.Length; i++)
        {
            int at = start + i;
            ring[i] = corners[at < ring.Length ? at : at - ring.Length].Place;
        }

        return ring;
    }
}
