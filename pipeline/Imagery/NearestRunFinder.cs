namespace RasterFlow.Imagery;

/// <summary>Cuts the rows of cells into runs. All runs lie in one pooled array until they are sorted by tile, so that planning leaves no large garbage.</summary>
/// <param name="level">The image.</param>
/// <param name="window">The target's pixels.</param>
/// <param name="most">Runs there is room for.</param>
internal sealed class NearestRunFinder(CogLevel level, PixelWindow window, int most) : IDisposable
{
    private readonly RentedBuffer<(int Tile, PixelRun Run)> _runs = new(most);

    /// <summary>Runs found so far.</summary>
    public int Count { get; private set; }

    /// <summary>Adds the runs of a cell.</summary>
    public void Add(WarpCell cell)
    {
        PixelWindow part = cell.Part;
        Span<double> xs = stackalloc double[part.Width];
        Span<double> ys = stackalloc double[part.Width];
        for (int y = part.Y; y < part.Bottom; y++)
        {
            cell.Row(part.X + 0.5, y + 0.5, xs, ys);
            AddRow(xs, ys, ((y - window.Y) * window.Width) + part.X - window.X);
        }
    }

    /// <summary>All runs by column and row of their tile.</summary>
    public Dictionary<(int Column, int Row), PixelRun[]> ByTile()
    {
        ReadOnlySpan<(int Tile, PixelRun Run)> runs = _runs.Span[..Count];
        Dictionary<int, int> counts = [];
        foreach ((int tile, _) in runs)
        {
            counts[tile] = counts.GetValueOrDefault(tile) + 1;
        }

        Dictionary<int, PixelRun[]> sorted = counts.ToDictionary(pair => pair.Key, pair => new PixelRun[pair.Value]);
        foreach ((int tile, PixelRun run) in runs)
        {
            sorted[tile][^counts[tile]--] = run;
        }

        return sorted.ToDictionary(pair => (pair.Key % level.TilesAcross, pair.Key / level.TilesAcross), pair => pair.Value);
    }

    /// <inheritdoc/>
    public void Dispose() => _runs.Dispose();

    private void AddRow(ReadOnlySpan<double> xs, ReadOnlySpan<double> ys, int target)
    {
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

            int tileEnd = ((x / level.TileWidth) + 1) * level.TileWidth;
            while (end < xs.Length && x + end - start < tileEnd && At(xs[end], ys[end]) == (x + end - start, y))
            {
                end++;
            }

            Add(x, y, target + start, end - start);
            start = end;
        }
    }

    /// <summary>The pixel that holds a position, as <see cref="NearestSampler"/> finds it; (-1, -1) outside the image.</summary>
    private (int X, int Y) At(double x, double y)
    {
        double column = Math.Floor(x + LevelGrid.Tie);
        double row = Math.Floor(y + LevelGrid.Tie);
        return column >= 0 && row >= 0 && column < level.Width && row < level.Height ? ((int)column, (int)row) : (-1, -1);
    }

    private void Add(int x, int y, int target, int length)
    {
        (int column, int row) = (x / level.TileWidth, y / level.TileHeight);
        int source = ((y - (row * level.TileHeight)) * level.TileWidth) + x - (column * level.TileWidth);
        _runs.Span[Count++] = ((row * level.TilesAcross) + column, new PixelRun(target, source, length));
    }
}
