using NetTopologySuite.Geometries;

namespace RasterFlow.Vectors;

/// <summary>
/// Makes the rings of valid polygons of outlines that touch at vertices. What is one polygon as a whole may be several once a part of it is cut off: holes that touch
/// each other and the outline then part them. So the outlines are cut at the places that they share, and at each the inside between two neighbouring edges is
/// followed from the one to the other; a ring that then passes a place twice is cut in two there.
/// </summary>
internal sealed class TouchingRings
{
    private readonly List<Coordinate[]> _arcs = [];
    private readonly Dictionary<Coordinate, List<Ray>> _rays = [];

    /// <summary>Hands out rings; neither a ring nor an outline repeats its first place at the end.</summary>
    /// <param name="outlines">Outlines with the inside on the left.</param>
    /// <param name="add">Gets each ring, with the inside on the left.</param>
    /// <returns>False where edges lie too close to each other to tell in which order they leave a place.</returns>
    public static bool TryPart(IReadOnlyList<IReadOnlyList<Coordinate>> outlines, Action<IReadOnlyList<Coordinate>> add)
    {
        HashSet<Coordinate> seen = new(outlines.Sum(static outline => outline.Count));
        HashSet<Coordinate> shared = [.. outlines.SelectMany(static outline => outline).Where(place => !seen.Add(place))];
        TouchingRings parted = new();
        foreach (IReadOnlyList<Coordinate> outline in outlines)
        {
            if (shared.Count == 0 || !parted.AddArcs(outline, shared))
            {
                add(outline);
            }
        }

        return parted.TryFollow(add);
    }

    /// <summary>Cuts an outline at shared places; false when it has none.</summary>
    private bool AddArcs(IReadOnlyList<Coordinate> outline, HashSet<Coordinate> shared)
    {
        int first = 0;
        while (first < outline.Count && !shared.Contains(outline[first]))
        {
            first++;
        }

        if (first == outline.Count)
        {
            return false;
        }

        List<Coordinate> arc = [outline[first]];
        for (int i = 1; i <= outline.Count; i++)
        {
            Coordinate place = outline[(first + i) % outline.Count];
            arc.Add(place);
            if (shared.Contains(place))
            {
                AddRay(arc[0], arc[1], leaves: true);
                AddRay(place, arc[^2], leaves: false);
                _arcs.Add([.. arc]);
                arc = [place];
            }
        }

        return true;
    }

    private void AddRay(Coordinate from, Coordinate to, bool leaves)
    {
        if (!_rays.TryGetValue(from, out List<Ray>? rays))
        {
            _rays.Add(from, rays = []);
        }

        rays.Add(new Ray(Math.Atan2(to.Y - from.Y, to.X - from.X), _arcs.Count, leaves));
    }

    private bool TryFollow(Action<IReadOnlyList<Coordinate>> add)
    {
        int[] next = new int[_arcs.Count];
        foreach (List<Ray> rays in _rays.Values)
        {
            // Clockwise of an edge that arrives lies the inside, and at its other end an edge that leaves.
            rays.Sort(static (one, other) => other.Angle.CompareTo(one.Angle));
            for (int i = 0; i < rays.Count; i++)
            {
                (Ray ray, Ray neighbour) = (rays[i], rays[(i + 1) % rays.Count]);
                if (ray.Leaves == neighbour.Leaves || ray.Angle == neighbour.Angle)
                {
                    return false;
                }

                if (!ray.Leaves)
                {
                    next[ray.Arc] = neighbour.Arc;
                }
            }
        }

        bool[] done = new bool[_arcs.Count];
        for (int start = 0; start < done.Length; start++)
        {
            List<Coordinate> outline = [];
            for (int arc = start; !done[arc]; arc = next[arc])
            {
                done[arc] = true;
                outline.AddRange(_arcs[arc][..^1]);
            }

            CutLoops(outline, add);
        }

        return true;
    }

    private static void CutLoops(List<Coordinate> outline, Action<IReadOnlyList<Coordinate>> add)
    {
        Dictionary<Coordinate, int> seen = new(outline.Count);
        List<Coordinate> path = [];
        foreach (Coordinate place in outline)
        {
            if (seen.TryGetValue(place, out int first))
            {
                List<Coordinate> loop = path[first..];
                loop.ForEach(other => seen.Remove(other));
                path.RemoveRange(first, path.Count - first);
                add(loop);
            }

            seen.Add(place, path.Count);
            path.Add(place);
        }

        if (path.Count > 0)
        {
            add(path);
        }
    }

    private readonly record struct Ray(double Angle, int Arc, bool Leaves);
}
