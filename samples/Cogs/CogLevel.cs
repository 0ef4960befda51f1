namespace RasterFlow.Samples.Cogs;

/// <summary>One resolution of a COG while it is being written: a strip of one tile's height, and the tiles that are done.</summary>
/// <typeparam name="T">Type of a pixel.</typeparam>
internal sealed class CogLevel<T>(int width, int height, int tileSide)
    where T : unmanaged
{
    /// <summary>Columns.</summary>
    public int Width => width;

    /// <summary>Rows.</summary>
    public int Height => height;

    /// <summary>The rows that wait to become tiles, [y, x].</summary>
    public T[] Strip { get; } = new T[width * tileSide];

    /// <summary>Rows in <see cref="Strip"/>.</summary>
    public int StripRows { get; private set; }

    /// <summary>Rows seen so far.</summary>
    public int RowsSeen { get; private set; }

    /// <summary>Finished tiles, row by row.</summary>
    public List<SpooledTile> Tiles { get; } = [];

    /// <summary>True when <see cref="Strip"/> makes a row of tiles.</summary>
    public bool IsStripComplete => StripRows == tileSide || RowsSeen == height;

    /// <summary>A row of the strip.</summary>
    public ReadOnlySpan<T> Row(int row) => Strip.AsSpan(row * width, width);

    /// <summary>The next free row of the strip, counted as seen.</summary>
    public Span<T> NextRow()
    {
        RowsSeen++;
        return Strip.AsSpan(StripRows++ * width, width);
    }

    /// <summary>Empties the strip.</summary>
    public void ClearStrip() => StripRows = 0;
}
