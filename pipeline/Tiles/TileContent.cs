namespace RasterFlow.Tiles;

/// <summary>A finished tile.</summary>
/// <param name="Tile">PMTiles tile id.</param>
/// <param name="Content">Its compressed bytes.</param>
/// <param name="Coarsened">Whether it had to be drawn coarser to meet the limits.</param>
internal sealed record TileContent(ulong Tile, byte[] Content, bool Coarsened);
