namespace RasterFlow.Vectors;

/// <summary>One row of blocks: reads the raster's rows of every label out of the blocks' fragments, from north to south.</summary>
internal sealed class RowBand
{
    private readonly RunCursor[][] _cursors;

    /// <summary>Prepares the blocks of a row, from west to east.</summary>
    /// <param name="blocks">Each block's fragments, left edge and width.</param>
    /// <param name="labels">Number of labels.</param>
    public RowBand(IReadOnlyList<(BlockFragments Fragments, int Left, int Width)> blocks, int labels) =>
        _cursors = [.. Enumerable.Range(0, labels).Select(label => blocks.Select(block => new RunCursor(block.Fragments[label], block.Left, block.Width)).ToArray())];

    /// <summary>Reads the next row of one label.</summary>
    public void ReadRow(int label, RasterRow row)
    {
        row.Clear();
        foreach (ref RunCursor cursor in _cursors[label].AsSpan())
        {
            cursor.ReadRow(row);
        }
    }
}
