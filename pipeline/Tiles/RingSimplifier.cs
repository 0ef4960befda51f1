namespace RasterFlow.Tiles;

/// <summary>
/// Visvalingam-Whyatt over all rings of a polygon at once (The Cartographic Journal 30, 1993): corners go in the order of the triangle they cut off.
/// A corner stays while another one of the polygon lies in its triangle, so rings never come to cross. One run serves every zoom:
/// the polygon for a tolerance is made of the corners whose weight reaches it.
/// </summary>
internal sealed class RingSimplifier
{
    private readonly (double X, double Y)[] _points;
    private readonly int[] _previous;
    private readonly int[] _next;
    private readonly int[] _left;
    private readonly int[] _ringOf;
    private readonly int[] _versions;
    private readonly bool[] _gone;
    private readonly PointGrid _grid;
    private readonly PriorityQueue<(int Point, int Version), (double Area, int Point)> _queue = new();

    private RingSimplifier((double X, double Y)[][] rings)
    {
        int count = rings.Sum(ring => ring.Length);
        _points = new (double, double)[count];
        _previous = new int[count];
        _next = new int[count];
        _ringOf = new int[count];
        _versions = new int[count];
        _gone = new bool[count];
        _left = new int[rings.Length];
        int start = 0;
        for (int ring = 0; ring < rings.Length; ring++)
        {
            int length = _left[ring] = rings[ring].Length;
            rings[ring].CopyTo(_points, start);
            for (int i = 0; i < length; i++)
            {
                _previous[start + i] = start + ((i + length - 1) % length);
                _next[start + i] = start + ((i + 1) % length);
                _ringOf[start + i] = ring;
            }

            start += length;
        }

        _grid = new PointGrid(_points);
    }

    /// <summary>
    /// The weight of every corner, in the rings' own order: the area of its triangle when it went, never less than that of one that went before;
    /// infinite for the corners that every ring keeps.
    /// </summary>
    /// <param name="rings">Open rings.</param>
    /// <param name="largest">Corners with a larger triangle stay.</param>
    public static double[][] Weigh((double X, double Y)[][] rings, double largest)
    {
        RingSimplifier simplifier = new(rings);
        double[] weights = simplifier.Run(largest);
        double[][] result = new double[rings.Length][];
        int start = 0;
        for (int ring = 0; ring < rings.Length; ring++)
        {
            result[ring] = weights.AsSpan(start, rings[ring].Length).ToArray();
            start += rings[ring].Length;
        }

        return result;
    }

    private double[] Run(double largest)
    {
        double[] weights = new double[_points.Length];
        Array.Fill(weights, double.PositiveInfinity);
        for (int i = 0; i < _points.Length; i++)
        {
            Enqueue(i, largest);
        }

        double weight = 0;
        while (_queue.TryDequeue(out (int Point, int Version) item, out (double Area, int Point) key))
        {
            int point = item.Point;
            if (_gone[point] || item.Version != _versions[point] || _left[_ringOf[point]] <= 3 || Blocked(point))
            {
                continue;
            }

            weight = Math.Max(weight, key.Area);
            weights[point] = weight;
            _gone[point] = true;
            _left[_ringOf[point]]--;
            (int before, int after) = (_previous[point], _next[point]);
            _next[before] = after;
            _previous[after] = before;
            Enqueue(before, largest);
            Enqueue(after, largest);
        }

        return weights;
    }

    private void Enqueue(int point, double largest)
    {
        _versions[point]++;
        double area = Math.Abs(Cross(_points[_previous[point]], _points[point], _points[_next[point]])) / 2;
        if (area <= largest)
        {
            _queue.Enqueue((point, _versions[point]), (area, point));
        }
    }

    private bool Blocked(int point)
    {
        (double X, double Y) a = _points[_previous[point]];
        (double X, double Y) b = _points[point];
        (double X, double Y) c = _points[_next[point]];
        foreach (int other in _grid.Near(a, b, c))
        {
            if (other == point || _gone[other] || _points[other] == a || _points[other] == c)
            {
                continue;
            }

            if (InTriangle(_points[other], a, b, c))
            {
                return true;
            }
        }

        return false;
    }

    private static bool InTriangle((double X, double Y) p, (double X, double Y) a, (double X, double Y) b, (double X, double Y) c)
    {
        double ab = Cross(a, b, p);
        double bc = Cross(b, c, p);
        double ca = Cross(c, a, p);
        return (ab >= 0 && bc >= 0 && ca >= 0) || (ab <= 0 && bc <= 0 && ca <= 0);
    }

    private static double Cross((double X, double Y) a, (double X, double Y) b, (double X, double Y) c) =>
        ((b.X - a.X) * (c.Y - b.Y)) - ((b.Y - a.Y) * (c.X - b.X));
}
