namespace RasterFlow.Tiles;

/// <summary>A directory entry (PMTiles 3, section 4.1).</summary>
/// <param name="TileId">The first tile.</param>
/// <param name="Offset">Where the tile lies in the tile section; for a leaf directory, in the leaf section.</param>
/// <param name="Length">Size in bytes.</param>
/// <param name="RunLength">How many tiles in a row have this content; 0 for a leaf directory.</param>
public readonly record struct PmTilesEntry(ulong TileId, ulong Offset, uint Length, uint RunLength);
