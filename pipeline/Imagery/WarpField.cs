using RasterFlow.Areas;

namespace RasterFlow.Imagery;

/// <summary>
/// Cuts a window of a target grid into cells within which a quadratic gives source positions to <see cref="ToleratedPixels"/>.
/// Cells are counted from the zero of the target's CRS, and whether one is halved depends on itself alone: no position depends on the window.
/// </summary>
internal sealed class WarpField
{
    /// <summary>Largest error of a position at the points where it is checked, in source pixels: about one nearest pixel in 10 000 may tip over an edge at ten times this.</summary>
    private const double ToleratedPixels = 0.0002;

    private const int CellSize = 128;
    /// <summary>Pixels of the largest cell.</summary>
    public const int CellArea = CellSize * CellSize;

    private readonly CrsTransform _toSource;
    private readonly LevelGrid _source;
    private readonly RasterGrid _target;
    private readonly List<WarpCell> _cells = [];

    private WarpField(CrsTransform toSource, LevelGrid source, RasterGrid target)
    {
        _toSource = toSource;
        _source = source;
        _target = target;
    }

    /// <summary>The cells of a window; parts of it that the transform cannot reach have none.</summary>
    public static IReadOnlyList<WarpCell> Of(CrsTransform toSource, LevelGrid source, RasterGrid target, PixelWindow window, CancellationToken cancellationToken)
    {
        WarpField field = new(toSource, source, target);
        int firstX = FirstAtOrBefore(window.X, target.OriginX / target.PixelSize);
        int firstY = FirstAtOrBefore(window.Y, -target.OriginY / target.PixelSize);
        for (int y = firstY; y < window.Bottom; y += CellSize)
        {
            cancellationToken.ThrowIfCancellationRequested();
            for (int x = firstX; x < window.Right; x += CellSize)
            {
                field.Add(x, y, CellSize, window);
            }
        }

        return field._cells;
    }

    /// <summary>The start of the cell that holds a pixel, cells being counted from the CRS's zero.</summary>
    private static int FirstAtOrBefore(int pixel, double origin)
    {
        long absolute = pixel + (long)Math.Round(origin);
        long into = ((absolute % CellSize) + CellSize) % CellSize;
        return (int)(pixel - into);
    }

    private void Add(int x, int y, int size, PixelWindow window)
    {
        PixelWindow part = new PixelWindow(x, y, size, size).Intersect(window);
        if (part.IsEmpty)
        {
            return;
        }

        Span<double> xs = stackalloc double[9];
        Span<double> ys = stackalloc double[9];
        int reached = 0;
        for (int i = 0; i < 9; i++)
        {
            (xs[i], ys[i]) = Exact(x + (size * 0.5 * (i % 3)), y + (size * 0.5 * (i / 3)));
            reached += double.IsFinite(xs[i] + ys[i]) ? 1 : 0;
        }

        WarpCell cell = new(x, y, size, part, xs, ys);
        if (reached == 9 && (size == 1 || Error(cell, x, y, size) <= ToleratedPixels))
        {
            _cells.Add(cell);
        }
        else if (size > 1 && (reached > 0 || size == CellSize))
        {
            Split(x, y, size / 2, window);
        }
    }

    private void Split(int x, int y, int half, PixelWindow window)
    {
        Add(x, y, half, window);
        Add(x + half, y, half, window);
        Add(x, y + half, half, window);
        Add(x + half, y + half, half, window);
    }

    /// <summary>The largest error at the middles of the four quarters, near where a cubic term shows most; not a number where the exact position is none.</summary>
    private double Error(WarpCell cell, int x, int y, int size)
    {
        double worst = 0;
        for (int i = 0; i < 4; i++)
        {
            double column = x + (size * (0.25 + (0.5 * (i % 2))));
            double row = y + (size * (0.25 + (0.5 * (i / 2))));
            (double ex, double ey) = Exact(column, row);
            (double ax, double ay) = cell.At(column, row);
            worst = Math.Max(worst, Math.Max(Math.Abs(ex - ax), Math.Abs(ey - ay)));
        }

        return worst;
    }

    private (double X, double Y) Exact(double column, double row)
    {
        (double x, double y) = _toSource.Apply(_target.OriginX + (column * _target.PixelSize), _target.OriginY - (row * _target.PixelSize));
        return ((x - _source.OriginX) / _source.PixelWidth, (_source.OriginY - y) / _source.PixelHeight);
    }
}
