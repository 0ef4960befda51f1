namespace RasterFlow.Imagery;

/// <summary>Pixels that lie side by side in a row of a target window and in a row of one tile.</summary>
/// <param name="Target">Index of the first in the window, [y, x].</param>
/// <param name="Source">Index of the first in the tile, [y, x].</param>
/// <param name="Length">How many.</param>
internal readonly record struct PixelRun(int Target, int Source, int Length);
