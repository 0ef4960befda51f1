namespace RasterFlow.Vectors;

/// <summary>
/// Smooths and simplifies rings arc by arc, an arc being what lies between two nodes (<see cref="CornerKind.Node"/>). The result depends on the arc
/// alone and not on its direction, so neighbours that share it still share it afterwards: no slivers, however the polygons are processed.
/// Smoothing takes half a pixel off every corner. Simplifying is Douglas and Peucker's (The Canadian Cartographer 10, 1973), with distances measured to
/// the pixel edges. Two outlines on pixel edges that share no corner are at least a pixel apart, and a simplified segment stays within the tolerance of
/// the edges that it stands for: below half a pixel no two can cross.
/// </summary>
/// <param name="smooth">Whether to take corners off.</param>
/// <param name="tolerancePixels">Greatest distance from the pixel edges, at most <see cref="MostPixels"/>; 0 does not simplify.</param>
internal sealed class ArcSimplifier(bool smooth, double tolerancePixels)
{
    /// <summary>The greatest tolerance at which outlines cannot cross.</summary>
    public const double MostPixels = 0.49;

    /// <summary>Steps of the result's coordinates in a pixel: taking off half a pixel needs half-pixel steps.</summary>
    public const int StepsPerPixel = 2;

    private readonly List<PathPoint> _arc = [];
    private readonly List<PixelCorner> _kept = [];
    private readonly Stack<(int From, int To)> _open = new();
    private bool[] _keep = [];

    /// <summary>A simplified ring in half-pixel steps, from its northernmost, then westernmost place on.</summary>
    /// <param name="corners">Corners of a ring, nodes marked.</param>
    /// <param name="start">The northernmost, then westernmost corner.</param>
    public PixelCorner[] Simplify(ReadOnlySpan<OutlineCorner> corners, int start)
    {
        _kept.Clear();
        int first = FirstNode(corners);
        if (first < 0)
        {
            AddIsland(corners, start);
        }
        else
        {
            int from = first;
            for (int i = 1; i <= corners.Length; i++)
            {
                if ((corners[(first + i) % corners.Length].Kind & CornerKind.Node) != 0)
                {
                    AddArc(corners, from, first + i);
                    from = first + i;
                }
            }
        }

        return FromStart();
    }

    private static int FirstNode(ReadOnlySpan<OutlineCorner> corners)
    {
        for (int i = 0; i < corners.Length; i++)
        {
            if ((corners[i].Kind & CornerKind.Node) != 0)
            {
                return i;
            }
        }

        return -1;
    }

    private PixelCorner[] FromStart()
    {
        int start = 0;
        for (int i = 1; i < _kept.Count; i++)
        {
            start = _kept[i].CompareTo(_kept[start]) < 0 ? i : start;
        }

        PixelCorner[] ring = new PixelCorner[_kept.Count];
        for (int i = 0; i < ring.Length; i++)
        {
            ring[i] = _kept[(start + i) % ring.Length];
        }

        return ring;
    }

    /// <summary>A ring without nodes: fixed at its first place and the one farthest from that, which both sides of it find alike.</summary>
    private void AddIsland(ReadOnlySpan<OutlineCorner> corners, int start)
    {
        ReadPath(corners, start, start + corners.Length, closed: true);
        int from = 0;
        for (int i = 1; i < _arc.Count; i++)
        {
            from = _arc[i].CanStay && (!_arc[from].CanStay || _arc[i].Place.CompareTo(_arc[from].Place) < 0) ? i : from;
        }

        PathPoint[] path = [.. _arc[from..], .. _arc[..from], _arc[from]];
        int far = 0;
        for (int i = 1; i < path.Length; i++)
        {
            int order = SquaredDistance(path[i].Place, path[0].Place).CompareTo(SquaredDistance(path[far].Place, path[0].Place));
            far = path[i].CanStay && (order > 0 || (order == 0 && path[i].Place.CompareTo(path[far].Place) < 0)) ? i : far;
        }

        _arc.Clear();
        _arc.AddRange(path.AsSpan(0, far + 1));
        ReduceArc();
        _arc.Clear();
        _arc.AddRange(path.AsSpan(far));
        ReduceArc();
    }

    private void AddArc(ReadOnlySpan<OutlineCorner> corners, int from, int to)
    {
        ReadPath(corners, from, to, closed: false);
        ReduceArc();
    }

    /// <summary>Fills the arc with the outline's places: those that may stay, and corners that only measure distances.</summary>
    private void ReadPath(ReadOnlySpan<OutlineCorner> corners, int from, int to, bool closed)
    {
        _arc.Clear();
        for (int i = from; closed ? i < to : i <= to; i++)
        {
            PixelCorner at = Step(corners[i % corners.Length]);
            if (!smooth || (!closed && (i == from || i == to)))
            {
                _arc.Add(new PathPoint(at, CanStay: true));
                continue;
            }

            PixelCorner before = Towards(at, Step(corners[(i + corners.Length - 1) % corners.Length]));
            PixelCorner after = Towards(at, Step(corners[(i + 1) % corners.Length]));
            if (_arc.Count == 0 || _arc[^1].Place != before)
            {
                _arc.Add(new PathPoint(before, CanStay: true));
            }

            _arc.Add(new PathPoint(at, CanStay: false));
            _arc.Add(new PathPoint(after, CanStay: true));
        }

        if (closed && _arc.Count > 1 && _arc[^1].Place == _arc[0].Place)
        {
            _arc.RemoveAt(_arc.Count - 1);
        }
    }

    private static PixelCorner Step(OutlineCorner corner) => new(corner.X * StepsPerPixel, corner.Y * StepsPerPixel);

    /// <summary>Half a pixel from one corner towards the next.</summary>
    private static PixelCorner Towards(PixelCorner at, PixelCorner to) => new(at.X + Math.Sign(to.X - at.X), at.Y + Math.Sign(to.Y - at.Y));

    /// <summary>Adds what stays of the arc, without its end.</summary>
    private void ReduceArc()
    {
        bool backward = IsBackward();
        if (backward)
        {
            _arc.Reverse();
        }

        MarkKept();
        int count = _arc.Count;
        for (int i = 0; i < count; i++)
        {
            int at = backward ? count - 1 - i : i;
            if (i < count - 1 && _keep[at])
            {
                _kept.Add(_arc[at].Place);
            }
        }
    }

    private bool IsBackward()
    {
        for (int i = 0, j = _arc.Count - 1; i < j; i++, j--)
        {
            int order = _arc[i].Place.CompareTo(_arc[j].Place);
            if (order != 0)
            {
                return order > 0;
            }
        }

        return false;
    }

    private void MarkKept()
    {
        int count = _arc.Count;
        if (_keep.Length < count)
        {
            _keep = new bool[2 * count];
        }

        if (tolerancePixels <= 0)
        {
            for (int i = 0; i < count; i++)
            {
                _keep[i] = _arc[i].CanStay;
            }

            return;
        }

        Array.Clear(_keep, 0, count);
        _keep[0] = _keep[count - 1] = true;
        _open.Push((0, count - 1));
        while (_open.TryPop(out (int From, int To) part))
        {
            int split = SplitOf(part.From, part.To);
            if (split > 0)
            {
                _keep[split] = true;
                _open.Push((part.From, split));
                _open.Push((split, part.To));
            }
        }
    }

    /// <summary>The place at which a part must be cut; 0 when one segment can stand for it.</summary>
    private int SplitOf(int from, int to)
    {
        double limit = tolerancePixels * StepsPerPixel;
        limit *= limit;
        bool fits = true;
        int farthest = 0;
        double far = -1;
        for (int i = from + 1; i < to; i++)
        {
            double distance = SquaredDistance(_arc[i].Place, _arc[from].Place, _arc[to].Place);
            fits &= distance <= limit;
            if (_arc[i].CanStay && distance > far)
            {
                (far, farthest) = (distance, i);
            }
        }

        return fits ? 0 : farthest;
    }

    private static long SquaredDistance(PixelCorner a, PixelCorner b)
    {
        (long x, long y) = (a.X - (long)b.X, a.Y - (long)b.Y);
        return (x * x) + (y * y);
    }

    private static double SquaredDistance(PixelCorner point, PixelCorner a, PixelCorner b)
    {
        (double dx, double dy) = (b.X - (double)a.X, b.Y - (double)a.Y);
        (double px, double py) = (point.X - (double)a.X, point.Y - (double)a.Y);
        double length = (dx * dx) + (dy * dy);
        double along = length > 0 ? Math.Clamp(((px * dx) + (py * dy)) / length, 0, 1) : 0;
        (double ex, double ey) = (px - (along * dx), py - (along * dy));
        return (ex * ex) + (ey * ey);
    }

    private readonly record struct PathPoint(PixelCorner Place, bool CanStay);
}
