namespace RasterFlow.Vectors;

/// <summary>Reads the rows of one label of one block, one at a time, and checks that they can be right.</summary>
internal struct RunCursor(ReadOnlyMemory<byte> rows, int left, int width)
{
    private int _at = 0;

    /// <summary>True when all rows are read.</summary>
    public readonly bool AtEnd => _at == rows.Length;

    /// <summary>Appends the block's next row to a row of the whole raster.</summary>
    /// <exception cref="InvalidDataException">The rows are broken or cut short.</exception>
    public void ReadRow(RasterRow row)
    {
        FragmentReader reader = new(rows.Span, _at);
        int count = reader.ReadCount();
        long at = 0;
        for (int i = 0; i < count; i++)
        {
            ulong gap = reader.ReadUnsigned();
            ulong length = reader.ReadUnsigned();
            ulong pixels = length >> 1;
            if (gap > (ulong)width || pixels == 0 || pixels > (ulong)width || at + (long)gap + (long)pixels > width || (i > 0 && gap == 0))
            {
                throw new InvalidDataException($"A run before byte {reader.Position} of a label's rows is broken.");
            }

            int start = (int)(at + (long)gap);
            at = start + (long)pixels;
            row.Add(left + start, left + (int)at);
            if ((length & 1) != 0)
            {
                row.Statistics.Add(((row.Edges.Count / 2) - 1, reader.ReadStatistics()));
            }
        }

        _at = reader.Position;
    }
}
