using RasterFlow.Imagery;

namespace RasterFlow.Mosaics;

/// <summary>One layer of one sub-window of a block: what is composited at a time.</summary>
/// <param name="Window">Pixels of the mosaic's grid.</param>
/// <param name="Layer">Index in <see cref="MosaicPlan.Layers"/>.</param>
internal readonly record struct CompositeUnit(PixelWindow Window, int Layer);
