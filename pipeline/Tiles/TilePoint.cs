namespace RasterFlow.Tiles;

/// <summary>A position in tile units from the tile's top left corner; y grows southwards.</summary>
internal readonly record struct TilePoint(int X, int Y);
