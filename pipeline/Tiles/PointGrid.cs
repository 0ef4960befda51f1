using System.Runtime.InteropServices;

namespace RasterFlow.Tiles;

/// <summary>Points in square cells, about one to a cell, to find those near a triangle. Used again for one feature after the other.</summary>
internal sealed class PointGrid
{
    private readonly List<int> _starts = [];
    private readonly List<int> _items = [];
    private GridBox _box;
    private double _cell = 1;
    private int _columns;
    private int _rows;

    public void Fill(ReadOnlySpan<GridPoint> points)
    {
        _box = GridBox.Of(points);

        // At most about points.Length cells however long and thin the box is.
        _cell = Math.Max(Math.Sqrt(_box.Width * _box.Height / points.Length), Math.Max(_box.Width, _box.Height) / points.Length);
        _cell = _cell > 0 ? _cell : 1;
        _columns = (int)(_box.Width / _cell) + 1;
        _rows = (int)(_box.Height / _cell) + 1;
        CollectionsMarshal.SetCount(_starts, (_columns * _rows) + 1);
        CollectionsMarshal.SetCount(_items, points.Length);
        Span<int> starts = CollectionsMarshal.AsSpan(_starts);
        starts.Clear();
        foreach (GridPoint point in points)
        {
            starts[CellOf(point)]++;
        }

        int sum = 0;
        foreach (ref int start in starts)
        {
            sum += start;
            start = sum;
        }

        // Backwards from each cell's end: what is left is each cell's start.
        for (int i = points.Length - 1; i >= 0; i--)
        {
            _items[--starts[CellOf(points[i])]] = i;
        }
    }

    /// <summary>Points in the cells under a triangle's box.</summary>
    public NearPoints Near(GridPoint a, GridPoint b, GridPoint c) => new(
        this,
        Column(Math.Min(a.X, Math.Min(b.X, c.X))),
        Column(Math.Max(a.X, Math.Max(b.X, c.X))),
        Row(Math.Min(a.Y, Math.Min(b.Y, c.Y))),
        Row(Math.Max(a.Y, Math.Max(b.Y, c.Y))));

    private int Column(double x) => Math.Min((int)((x - _box.MinX) / _cell), _columns - 1);

    private int Row(double y) => Math.Min((int)((y - _box.MinY) / _cell), _rows - 1);

    private int CellOf(GridPoint point) => (Row(point.Y) * _columns) + Column(point.X);

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
