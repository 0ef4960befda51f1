using NetTopologySuite.Geometries;
using RasterFlow.Areas;
using RasterFlow.Imagery;
using RasterFlow.Samples.Ground;

namespace RasterFlow.Samples;

/// <summary>Where the area of interest and the two tiles lie.</summary>
/// <param name="Area">The area of interest's pixels of 10 m.</param>
/// <param name="Tiles">The western tile and the eastern one, which overlaps it around the middle of the area; or one tile around the whole area.</param>
internal sealed record WorldLayout(RasterGrid Area, IReadOnlyList<TileGrid> Tiles)
{
    private const int Epsg = 32614;

    // Tiles lie on multiples of 60 m, as real ones do: the pixels of every band fit.
    private const int Step = 60;
    private const int MarginMetres = 480;

    /// <summary>All tiles together.</summary>
    public Envelope Bounds
    {
        get
        {
            Envelope bounds = new();
            foreach (TileGrid tile in Tiles)
            {
                bounds.ExpandToInclude(tile.Grid.Bounds);
            }

            return bounds;
        }
    }

    /// <summary>The layout for an area's size.</summary>
    public static WorldLayout Of(SimulationOptions options)
    {
        Crs crs = Crs.FromEpsg(Epsg);
        double left = Floor(Landscape.AnchorX - (5 * options.WidthPixels), 20);
        double top = Floor(Landscape.AnchorY + (5 * options.HeightPixels), 20);
        RasterGrid area = new(crs, left, top, 10, options.WidthPixels, options.HeightPixels);

        // An eighth of the width is in both tiles, but no more than the 9.8 km of real neighbours.
        double middle = left + (5.0 * options.WidthPixels);
        double half = Math.Clamp(options.WidthPixels * 10 / 16.0, 240, 4900);
        double south = top - (10.0 * options.HeightPixels) - MarginMetres;
        double right = left + (10.0 * options.WidthPixels) + MarginMetres;
        return new WorldLayout(area, options.SingleTile
            ? [Tile("14SKG", left - MarginMetres, right, south, top + MarginMetres)]
            : [
                Tile("14SKG", left - MarginMetres, middle + half, south, top + MarginMetres),
                Tile("14SLG", middle - half, right, south, top + MarginMetres),
            ]);

        TileGrid Tile(string name, double west, double east, double bottom, double north)
        {
            (double x, double y) = (Floor(west, Step), -Floor(-north, Step));
            int width = (int)Math.Ceiling((east - x) / Step) * (Step / 10);
            int height = (int)Math.Ceiling((y - bottom) / Step) * (Step / 10);
            return new TileGrid(name, new RasterGrid(crs, x, y, 10, width, height));
        }
    }

    private static double Floor(double value, int step) => Math.Floor(value / step) * step;
}
