namespace RasterFlow.Tiles;

/// <summary>Points in square cells, about one to a cell, to find those near a triangle.</summary>
internal sealed class PointGrid
{
    private readonly double _minX = double.PositiveInfinity;
    private readonly double _minY = double.PositiveInfinity;
    private readonly double _cell;
    private readonly int _columns;
    private readonly int _rows;
    private readonly int[] _starts;
    private readonly int[] _items;

    public PointGrid((double X, double Y)[] points)
    {
        double maxX = double.NegativeInfinity;
        double maxY = double.NegativeInfinity;
        foreach ((double x, double y) in points)
        {
            (_minX, maxX) = (Math.Min(_minX, x), Math.Max(maxX, x));
            (_minY, maxY) = (Math.Min(_minY, y), Math.Max(maxY, y));
        }

        // At most about points.Length cells however long and thin the box is.
        double area = (maxX - _minX) * (maxY - _minY);
        double longest = Math.Max(maxX - _minX, maxY - _minY);
        _cell = Math.Max(Math.Sqrt(area / points.Length), longest / points.Length);
        _cell = _cell > 0 ? _cell : 1;
        _columns = (int)((maxX - _minX) / _cell) + 1;
        _rows = (int)((maxY - _minY) / _cell) + 1;
        _starts = new int[(_columns * _rows) + 1];
        _items = new int[points.Length];
        foreach ((double x, double y) in points)
        {
            _starts[CellOf(x, y) + 1]++;
        }

        for (int i = 1; i < _starts.Length; i++)
        {
            _starts[i] += _starts[i - 1];
        }

        int[] filled = _starts.AsSpan(0, _starts.Length - 1).ToArray();
        for (int i = 0; i < points.Length; i++)
        {
            _items[filled[CellOf(points[i].X, points[i].Y)]++] = i;
        }
    }

    /// <summary>Points in the cells under a triangle's box.</summary>
    public NearPoints Near((double X, double Y) a, (double X, double Y) b, (double X, double Y) c) => new(
        this,
        Column(Math.Min(a.X, Math.Min(b.X, c.X))),
        Column(Math.Max(a.X, Math.Max(b.X, c.X))),
        Row(Math.Min(a.Y, Math.Min(b.Y, c.Y))),
        Row(Math.Max(a.Y, Math.Max(b.Y, c.Y))));

    private int Column(double x) => Math.Min((int)((x - _minX) / _cell), _columns - 1);

    private int Row(double y) => Math.Min((int)((y - _minY) / _cell), _rows - 1);

    private int CellOf(double x, double y) => (Row(y) * _columns) + Column(x);

    /// <summary>Enumerates without allocation: the cells of a row lie side by side.</summary>
    internal struct NearPoints(PointGrid grid, int left, int right, int top, int bottom)
    {
        private int _row = top - 1;
        private int _at = 0;
        private int _end = 0;

        public readonly int Current => grid._items[_at];

        public readonly NearPoints GetEnumerator() => this;

        public bool MoveNext()
        {
            _at++;
            while (_at >= _end)
            {
                if (++_row > bottom)
                {
                    return false;
                }

                _at = grid._starts[(_row * grid._columns) + left];
                _end = grid._starts[(_row * grid._columns) + right + 1];
            }

            return true;
        }
    }
}
