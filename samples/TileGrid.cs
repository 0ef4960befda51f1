using RasterFlow.Imagery;

namespace RasterFlow.Samples;

/// <summary>One MGRS tile: a window of the simulated country. Named like the real neighbours, but cut to size.</summary>
/// <param name="Name">The MGRS grid square, for example 14SKG.</param>
/// <param name="Grid">Its pixels of 10 m.</param>
internal sealed record TileGrid(string Name, RasterGrid Grid)
{
    /// <summary>The scene classification's grid: pixels of 20 m on the same corner.</summary>
    public RasterGrid ClassGrid => Grid with { PixelSize = 20, Width = Grid.Width / 2, Height = Grid.Height / 2 };
}
