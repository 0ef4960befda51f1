namespace RasterFlow.Samples.Cogs;

/// <summary>How an image's pixels are cut up and packed.</summary>
/// <param name="TileSide">Width and height of the internal tiles in pixels, a multiple of 16.</param>
/// <param name="DeflateLevel">1 (quick) to 9.</param>
internal readonly record struct CogPacking(int TileSide, int DeflateLevel);
