using System.Runtime.InteropServices;

namespace RasterFlow.Tiles;

/// <summary>
/// Visvalingam-Whyatt over all paths of a feature at once (The Cartographic Journal 30, 1993): corners go in the order of the triangle they cut off.
/// A corner stays while another one of the feature lies in its triangle, so paths never come to cross. One run serves every zoom:
/// the feature for a tolerance is made of the corners whose weight reaches it. Used again for one feature after the other.
/// </summary>
internal sealed class CornerWeights
{
    /// <summary>Up to here it is quicker to look at every corner than to keep a grid.</summary>
    private const int FewCorners = 96;

    private readonly CornerHeap _heap = new();
    private readonly PointGrid _grid = new();
    private readonly List<double> _weights = [];
    private readonly List<int> _before = [];
    private readonly List<int> _after = [];
    private readonly List<int> _partOf = [];
    private readonly List<int> _left = [];
    private Shape _shape = new();
    private bool _hasGrid;

    /// <summary>
    /// The weight of every corner, in the shape's own order: the area of its triangle when it went, never less than that of one that went before;
    /// infinite for the corners that stay whatever the tolerance.
    /// </summary>
    /// <param name="shape">Rings or lines.</param>
    /// <param name="largest">Corners with a larger triangle stay.</param>
    /// <param name="mayGo">Whether a corner may go, given the corners before and after it; null: all may.</param>
    public ReadOnlySpan<double> Weigh(Shape shape, double largest, Func<GridPoint, GridPoint, GridPoint, bool>? mayGo = null)
    {
        _shape = shape;
        Link();
        int count = shape.Points.Length;
        CollectionsMarshal.SetCount(_weights, count);
        Span<double> weights = CollectionsMarshal.AsSpan(_weights);
        weights.Fill(double.PositiveInfinity);
        _heap.Clear(count);
        for (int i = 0; i < count; i++)
        {
            Enqueue(i, largest);
        }

        _hasGrid = count > FewCorners;
        if (_hasGrid)
        {
            _grid.Fill(shape.Points);
        }

        double weight = 0;
        int least = shape.Kind == ShapeKind.Polygon ? 3 : 2;
        while (_heap.TryTake(out int corner, out double area))
        {
            (int before, int after) = (_before[corner], _after[corner]);
            if (_left[_partOf[corner]] <= least || Blocked(corner) || (mayGo is not null && !mayGo(shape.Points[before], shape.Points[corner], shape.Points[after])))
            {
                continue;
            }

            weight = Math.Max(weight, area);
            weights[corner] = weight;
            _left[_partOf[corner]]--;
            _after[before] = after;
            _before[after] = before;
            Enqueue(before, largest);
            Enqueue(after, largest);
        }

        return weights;
    }

    private void Link()
    {
        int count = _shape.Points.Length;
        CollectionsMarshal.SetCount(_before, count);
        CollectionsMarshal.SetCount(_after, count);
        CollectionsMarshal.SetCount(_partOf, count);
        _left.Clear();
        bool closed = _shape.Kind == ShapeKind.Polygon;
        int start = 0;
        for (int part = 0; part < _shape.PartCount; part++)
        {
            int end = _shape.Ends[part];
            for (int i = start; i < end; i++)
            {
                _before[i] = i > start ? i - 1 : closed ? end - 1 : -1;
                _after[i] = i + 1 < end ? i + 1 : closed ? start : -1;
                _partOf[i] = part;
            }

            _left.Add(end - start);
            start = end;
        }
    }

    private void Enqueue(int corner, double largest)
    {
        (int before, int after) = (_before[corner], _after[corner]);
        if (before < 0 || after < 0)
        {
            // The ends of a line stay.
            return;
        }

        ReadOnlySpan<GridPoint> points = _shape.Points;
        double area = Math.Abs(GridPoint.Cross(points[before], points[corner], points[after])) / 2;
        if (area <= largest)
        {
            _heap.Set(corner, area);
        }
        else
        {
            _heap.Remove(corner);
        }
    }

    private bool Blocked(int corner)
    {
        ReadOnlySpan<GridPoint> points = _shape.Points;
        (GridPoint a, GridPoint b, GridPoint c) = (points[_before[corner]], points[corner], points[_after[corner]]);
        ReadOnlySpan<double> weights = CollectionsMarshal.AsSpan(_weights);
        if (!_hasGrid)
        {
            (double minX, double maxX) = (Math.Min(a.X, Math.Min(b.X, c.X)), Math.Max(a.X, Math.Max(b.X, c.X)));
            (double minY, double maxY) = (Math.Min(a.Y, Math.Min(b.Y, c.Y)), Math.Max(a.Y, Math.Max(b.Y, c.Y)));
            for (int i = 0; i < points.Length; i++)
            {
                GridPoint p = points[i];
                if (p.X >= minX && p.X <= maxX && p.Y >= minY && p.Y <= maxY && i != corner && Blocks(p, weights[i], a, b, c))
                {
                    return true;
                }
            }

            return false;
        }

        foreach (int other in _grid.Near(a, b, c))
        {
            if (other != corner && Blocks(points[other], weights[other], a, b, c))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Whether a corner that is still there lies in a triangle, and is none of its ends.</summary>
    private static bool Blocks(GridPoint p, double weight, GridPoint a, GridPoint b, GridPoint c)
    {
        if (!double.IsPositiveInfinity(weight) || p == a || p == c)
        {
            return false;
        }

        double ab = GridPoint.Cross(a, b, p);
        double bc = GridPoint.Cross(b, c, p);
        double ca = GridPoint.Cross(c, a, p);
        return (ab >= 0 && bc >= 0 && ca >= 0) || (ab <= 0 && bc <= 0 && ca <= 0);
    }
}
