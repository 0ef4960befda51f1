namespace RasterFlow.Mosaics;

/// <summary>
/// The order in which a mosaic's blocks are worked off: down strips at most four blocks wide, each row of a strip the other way round than the one before. Blocks that are
/// neighbours on the ground are then neighbours in time, also in areas of any width, so that the image tiles that they share are still in memory
/// (<see cref="Imagery.TileCache"/>), and a range of consecutive blocks touches few scenes. The order has no effect on any value.
/// </summary>
public static class BlockOrder
{
    /// <summary>Columns of blocks in a strip: what must be kept grows with it, what is decoded twice at its sides shrinks.</summary>
    private const int MostColumns = 4;

    /// <summary>The block (counted by time step, row, column) that comes at a place in the order.</summary>
    /// <param name="place">0 to the number of blocks.</param>
    /// <param name="rows">Rows of blocks.</param>
    /// <param name="columns">Columns of blocks.</param>
    public static int BlockAt(int place, int rows, int columns)
    {
        (int step, int rest) = Math.DivRem(place, rows * columns);
        int strips = (columns + MostColumns - 1) / MostColumns;

        // Strips differ by one column at most; the wider ones come first.
        (int narrow, int wider) = Math.DivRem(columns, strips);
        int inWider = wider * (narrow + 1) * rows;
        int strip = rest < inWider ? rest / ((narrow + 1) * rows) : wider + ((rest - inWider) / (narrow * rows));
        int first = (strip * narrow) + Math.Min(strip, wider);
        int width = strip < wider ? narrow + 1 : narrow;
        int inStrip = rest - (first * rows);
        (int row, int column) = Math.DivRem(inStrip, width);
        return (step * rows * columns) + (row * columns) + first + (row % 2 == 0 ? column : width - 1 - column);
    }
}
