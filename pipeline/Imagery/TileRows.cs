namespace RasterFlow.Imagery;

/// <summary>Rows of a tile that are handed over together: all of it, but for large ones.</summary>
/// <param name="Column">Column of the tile.</param>
/// <param name="Row">Row of the tile.</param>
/// <param name="FirstRow">The first of the rows, counted from the tile's own.</param>
internal readonly record struct TileRows(int Column, int Row, int FirstRow);
