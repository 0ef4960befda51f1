using RasterFlow.Areas;

namespace RasterFlow.Imagery;

/// <summary>
/// Nearest pixels of a warp as runs: pixels that lie side by side in a row of the target and in a row of one tile. Where the two grids are about equally fine runs are long,
/// and copying them costs a fraction of looking up each pixel. Made of grids alone: all images on one grid share it.
/// </summary>
internal sealed class NearestPlan
{
    /// <summary>Shorter runs on average cost more than they save.</summary>
    private const int LeastAverageRun = 4;

    private readonly Dictionary<(int Column, int Row), List<Run>> _runs = [];
    private readonly CogLevel _level;

    private NearestPlan(CogLevel level) => _level = level;

    /// <summary>Columns and rows of the tiles that hold at least one wanted pixel.</summary>
    public IEnumerable<(int Column, int Row)> Tiles => _runs.Keys;

    /// <summary>Plans a window; null where runs are too short to be worth it.</summary>
    public static NearestPlan? Of(CogLevel level, LevelGrid source, CrsTransform toSource, RasterGrid target, PixelWindow window, CancellationToken cancellationToken)
    {
        NearestPlan plan = new(level);
        int most = window.Area / LeastAverageRun;
        int count = 0;
        foreach (WarpCell cell in WarpField.Of(toSource, source, target, window, cancellationToken))
        {
            count += plan.Add(cell, window);
            if (count > most)
            {
                return null;
            }
        }

        return plan;
    }

    /// <summary>Copies what a tile gives to the target; different tiles write different pixels.</summary>
    public void Copy(int column, int row, ReadOnlySpan<ushort> plane, Span<ushort> destination)
    {
        foreach (Run run in _runs[(column, row)])
        {
            plane.Slice(run.Source, run.Length).CopyTo(destination[run.Target..]);
        }
    }

    private int Add(WarpCell cell, PixelWindow window)
    {
        PixelWindow part = cell.Part;
        Span<double> xs = stackalloc double[part.Width];
        Span<double> ys = stackalloc double[part.Width];
        int count = 0;
        for (int y = part.Y; y < part.Bottom; y++)
        {
            cell.Row(part.X + 0.5, y + 0.5, xs, ys);
            count += AddRow(xs, ys, ((y - window.Y) * window.Width) + part.X - window.X);
        }

        return count;
    }

    private int AddRow(ReadOnlySpan<double> xs, ReadOnlySpan<double> ys, int target)
    {
        int count = 0;
        int start = 0;
        while (start < xs.Length)
        {
            (int x, int y) = At(xs[start], ys[start]);
            int end = start + 1;
            if (x < 0)
            {
                start = end;
                continue;
            }

            int tileEnd = ((x / _level.TileWidth) + 1) * _level.TileWidth;
            while (end < xs.Length && x + end - start < tileEnd && At(xs[end], ys[end]) == (x + end - start, y))
            {
                end++;
            }

            Add(x, y, target + start, end - start);
            count++;
            start = end;
        }

        return count;
    }

    /// <summary>The pixel that holds a position, as <see cref="NearestSampler"/> finds it; (-1, -1) outside the image.</summary>
    private (int X, int Y) At(double x, double y)
    {
        double column = Math.Floor(x + LevelGrid.Tie);
        double row = Math.Floor(y + LevelGrid.Tie);
        return column >= 0 && row >= 0 && column < _level.Width && row < _level.Height ? ((int)column, (int)row) : (-1, -1);
    }

    private void Add(int x, int y, int target, int length)
    {
        (int column, int row) = (x / _level.TileWidth, y / _level.TileHeight);
        if (!_runs.TryGetValue((column, row), out List<Run>? runs))
        {
            _runs.Add((column, row), runs = []);
        }

        runs.Add(new Run(target, ((y - (row * _level.TileHeight)) * _level.TileWidth) + x - (column * _level.TileWidth), length));
    }

    private readonly record struct Run(int Target, int Source, int Length);
}
