using RasterFlow.Areas;

namespace RasterFlow.Imagery;

/// <summary>
/// Source and target have different reference systems. Positions are exact at every 64th column of the target's CRS and straight between,
/// where the middle shows an error below 0.05 source pixels; else exact for each pixel. The columns do not depend on the window,
/// so neither do the pixels.
/// </summary>
internal sealed class WarpedPlan : SamplingPlan
{
    private const int Step = 64;
    private const double ToleratedPixels = 0.05;
    private readonly CogLevel _level;
    private readonly PixelWindow _window;
    private readonly RentedBuffer<int> _columns;
    private readonly RentedBuffer<int> _rows;
    private readonly Dictionary<(int Column, int Row), PixelWindow> _reach = [];

    public WarpedPlan(CogLevel level, LevelGrid source, CrsTransform toSource, RasterGrid target, PixelWindow window, CancellationToken cancellationToken)
    {
        _level = level;
        _window = window;
        _columns = new RentedBuffer<int>(window.Area);
        _rows = new RentedBuffer<int>(window.Area);
        try
        {
            Fill(source, toSource, target, cancellationToken);
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public override IEnumerable<(int Column, int Row)> Tiles => _reach.Keys;

    /// <inheritdoc/>
    public override void Copy(int column, int row, ReadOnlySpan<ushort> plane, Span<ushort> destination)
    {
        PixelWindow reach = _reach[(column, row)];
        int left = column * _level.TileWidth;
        int top = row * _level.TileHeight;
        int rows = plane.Length / _level.TileWidth;
        ReadOnlySpan<int> columnOf = _columns.Span;
        ReadOnlySpan<int> rowOf = _rows.Span;
        for (int y = reach.Y; y < reach.Bottom; y++)
        {
            for (int i = (y * _window.Width) + reach.X, end = (y * _window.Width) + reach.Right; i < end; i++)
            {
                int sx = columnOf[i] - left;
                int sy = rowOf[i] - top;
                if ((uint)sx < (uint)_level.TileWidth && (uint)sy < (uint)rows)
                {
                    destination[i] = plane[(sy * _level.TileWidth) + sx];
                }
            }
        }
    }

    /// <inheritdoc/>
    public override void Dispose()
    {
        _columns.Dispose();
        _rows.Dispose();
    }

    private void Fill(LevelGrid source, CrsTransform toSource, RasterGrid target, CancellationToken cancellationToken)
    {
        using RentedBuffer<double> xs = new(_window.Width);
        using RentedBuffer<double> ys = new(_window.Width);
        for (int y = 0; y < _window.Height; y++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            TransformRow(source, toSource, target, y, xs.Span, ys.Span);
            Span<int> columns = _columns.Span.Slice(y * _window.Width, _window.Width);
            Span<int> rows = _rows.Span.Slice(y * _window.Width, _window.Width);
            for (int x = 0; x < columns.Length; x++)
            {
                columns[x] = source.Column(xs.Span[x]);
                rows[x] = columns[x] < 0 ? -1 : source.Row(ys.Span[x]);
            }

            NoteTiles(columns, rows, y);
        }
    }

    private void TransformRow(LevelGrid source, CrsTransform toSource, RasterGrid target, int y, Span<double> xs, Span<double> ys)
    {
        double size = target.PixelSize;
        double wantedY = target.OriginY - ((_window.Y + y + 0.5) * size);

        // Columns counted from the CRS's own zero, so that every window and every crop of a grid has the same nodes.
        long originColumn = (long)Math.Round(target.OriginX / size);
        long first = originColumn + _window.X;
        double At(long column) => target.OriginX + ((column - originColumn + 0.5) * size);
        for (long node = Floor(first); node < first + xs.Length; node += Step)
        {
            int from = (int)Math.Max(0, node - first);
            int to = (int)Math.Min(xs.Length, node + Step - first);
            (double ax, double ay) = toSource.Apply(At(node), wantedY);
            (double bx, double by) = toSource.Apply(At(node + Step), wantedY);
            (double mx, double my) = toSource.Apply(At(node + (Step / 2)), wantedY);
            double error = Math.Max(Math.Abs(((ax + bx) / 2) - mx) / source.PixelWidth, Math.Abs(((ay + by) / 2) - my) / source.PixelHeight);
            bool straight = error < ToleratedPixels;
            for (int x = from; x < to; x++)
            {
                double t = (double)(first + x - node) / Step;
                (xs[x], ys[x]) = straight ? (ax + ((bx - ax) * t), ay + ((by - ay) * t)) : toSource.Apply(At(first + x), wantedY);
            }
        }
    }

    private static long Floor(long column) => column - (((column % Step) + Step) % Step);

    private void NoteTiles(ReadOnlySpan<int> columns, ReadOnlySpan<int> rows, int y)
    {
        (int Column, int Row) last = (-1, -1);
        for (int x = 0; x < columns.Length; x++)
        {
            if (rows[x] < 0)
            {
                continue;
            }

            (int Column, int Row) tile = (columns[x] / _level.TileWidth, rows[x] / _level.TileHeight);
            bool entered = tile != last;
            last = tile;
            bool left = x + 1 == columns.Length || rows[x + 1] < 0 || columns[x + 1] / _level.TileWidth != tile.Column || rows[x + 1] / _level.TileHeight != tile.Row;
            if (entered || left)
            {
                Extend(tile, x, y);
            }
        }
    }

    private void Extend((int Column, int Row) tile, int x, int y)
    {
        PixelWindow reach = _reach.GetValueOrDefault(tile, new PixelWindow(x, y, 1, 1));
        int left = Math.Min(reach.X, x);
        int top = Math.Min(reach.Y, y);
        _reach[tile] = new PixelWindow(left, top, Math.Max(reach.Right, x + 1) - left, Math.Max(reach.Bottom, y + 1) - top);
    }
}
