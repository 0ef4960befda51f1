namespace RasterFlow.Tiles;

/// <summary>A feature's share of one tile.</summary>
/// <param name="Tile">PMTiles tile id.</param>
/// <param name="Sequence">Place of the piece in the order of arrival.</param>
/// <param name="Layer">Index of the layer.</param>
/// <param name="Feature">Attributes and rings.</param>
internal readonly record struct TilePiece(ulong Tile, long Sequence, int Layer, TileFeature Feature);
