using System.Runtime.CompilerServices;

namespace RasterFlow.Imagery;

/// <summary>Nearest pixels where source and target share a CRS: one source column for each target column, one source row for each target row.</summary>
internal sealed class SeparablePlan : IDisposable
{
    private readonly CogLevel _level;
    private readonly PixelWindow _window;
    private readonly RentedBuffer<int> _columns;
    private readonly RentedBuffer<int> _rows;

    public SeparablePlan(CogLevel level, LevelGrid source, RasterGrid target, PixelWindow window)
    {
        _level = level;
        _window = window;
        _columns = new RentedBuffer<int>(window.Width);
        _rows = new RentedBuffer<int>(window.Height);
        for (int x = 0; x < window.Width; x++)
        {
            _columns.Span[x] = source.Column(target.OriginX + ((window.X + x + 0.5) * target.PixelSize));
        }

        for (int y = 0; y < window.Height; y++)
        {
            _rows.Span[y] = source.Row(target.OriginY - ((window.Y + y + 0.5) * target.PixelSize));
        }
    }

    /// <summary>Columns and rows of the tiles that hold at least one wanted pixel.</summary>
    public IEnumerable<(int Column, int Row)> Tiles
    {
        get
        {
            int[] columns = TilesOf(_columns.Span, _level.TileWidth);
            int[] rows = TilesOf(_rows.Span, _level.TileHeight);
            return rows.SelectMany(_ => columns, (row, column) => (column, row));
        }
    }

    /// <summary>Copies what a tile gives to the target; different tiles write different pixels.</summary>
    /// <param name="part">The rows of the tile.</param>
    /// <param name="plane">Their samples of one band, [y, x].</param>
    /// <param name="destination">The window, [y, x].</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Copy(TileRows part, ReadOnlySpan<ushort> plane, Span<ushort> destination)
    {
        int firstColumn = part.Column * _level.TileWidth;
        int firstRow = (part.Row * _level.TileHeight) + part.FirstRow;
        (int left, int right) = RangeOf(_columns.Span, firstColumn, _level.TileWidth);
        (int top, int bottom) = RangeOf(_rows.Span, firstRow, plane.Length / _level.TileWidth);
        ReadOnlySpan<int> columns = _columns.Span[left..right];
        bool straight = columns.Length > 0 && columns[^1] - columns[0] == columns.Length - 1;
        for (int y = top; y < bottom; y++)
        {
            ReadOnlySpan<ushort> from = plane.Slice((_rows.Span[y] - firstRow) * _level.TileWidth, _level.TileWidth);
            Span<ushort> to = destination.Slice((y * _window.Width) + left, columns.Length);
            if (straight)
            {
                from.Slice(columns[0] - firstColumn, columns.Length).CopyTo(to);
                continue;
            }

            for (int x = 0; x < columns.Length; x++)
            {
                to[x] = from[columns[x] - firstColumn];
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _columns.Dispose();
        _rows.Dispose();
    }

    private static int[] TilesOf(ReadOnlySpan<int> indices, int tileSize)
    {
        List<int> tiles = [];
        foreach (int index in indices)
        {
            // Indices only grow, so each tile comes up once.
            if (index >= 0 && (tiles.Count == 0 || tiles[^1] != index / tileSize))
            {
                tiles.Add(index / tileSize);
            }
        }

        return [.. tiles];
    }

    private static (int Start, int End) RangeOf(ReadOnlySpan<int> indices, int first, int count)
    {
        int start = 0;
        while (start < indices.Length && indices[start] < first)
        {
            start++;
        }

        int end = start;
        while (end < indices.Length && indices[end] >= first && indices[end] - first < count)
        {
            end++;
        }

        return (start, end);
    }
}
