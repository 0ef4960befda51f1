namespace RasterFlow.Tiles;

/// <summary>Where a piece lies in a buffer.</summary>
/// <param name="Tile">PMTiles tile id.</param>
/// <param name="Start">First byte.</param>
/// <param name="Length">Bytes, the length prefix included.</param>
internal readonly record struct PieceSlot(ulong Tile, int Start, int Length);
