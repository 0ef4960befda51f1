using RasterFlow.Areas;
using RasterFlow.Imagery;
using RasterFlow.Samples.Ground;

namespace RasterFlow.Samples;

/// <summary>The true fields of a simulation, on any grid. The same options that made the scenes make the truth; no file is read.</summary>
public static class FieldTruth
{
    /// <summary>A mask of the fields, [y, x]: 1 where the pixel's centre lies in a field, 0 elsewhere.</summary>
    /// <param name="options">The options that the scenes were made with.</param>
    /// <param name="grid">Any grid in EPSG:32614, inside or outside the simulated area: the country has no end.</param>
    /// <exception cref="ArgumentException">The grid has another CRS.</exception>
    public static byte[] Rasterize(SimulationOptions options, RasterGrid grid)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(grid);
        if (!grid.Crs.Equals(Crs.FromEpsg(32614)))
        {
            throw new ArgumentException($"The simulated country lies in EPSG:32614; the grid is in {grid.Crs}.", nameof(grid));
        }

        Landscape landscape = new(options.Seed, options.Pattern);
        byte[] mask = new byte[grid.Window.Area];
        for (int row = 0; row < grid.Height; row++)
        {
            double y = grid.OriginY - ((row + 0.5) * grid.PixelSize);
            for (int column = 0; column < grid.Width; column++)
            {
                double x = grid.OriginX + ((column + 0.5) * grid.PixelSize);
                mask[(row * grid.Width) + column] = landscape.Sample(x, y).FieldShare >= 0.5f ? (byte)1 : (byte)0;
            }
        }

        return mask;
    }

    /// <summary>The grid of the area of interest: 10 m pixels in EPSG:32614.</summary>
    public static RasterGrid AreaGrid(SimulationOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        return WorldLayout.Of(options).Area;
    }
}
