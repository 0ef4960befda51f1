namespace RasterFlow.Vectors;

/// <summary>Pixels [Start, End) along one side of a block that belong to one open component; whole-raster columns (top, bottom) or rows (left, right).</summary>
/// <param name="Start">First column or row.</param>
/// <param name="End">The one after the last.</param>
/// <param name="Component">Index into the block's open components.</param>
internal readonly record struct BorderRun(int Start, int End, int Component);
