using RasterFlow.Samples.Cogs;

namespace RasterFlow.Samples.Skies;

/// <summary>Renders one scene into its five COGs. Holds one strip of it, whatever its height.</summary>
internal static class SceneWriter
{
    /// <summary>File names of the bands, in the order of <see cref="SceneStrip.Bands"/>.</summary>
    public static readonly string[] BandNames = ["B02", "B03", "B04", "B08"];

    /// <summary>Writes B02.tif, B03.tif, B04.tif, B08.tif and SCL.tif into a folder.</summary>
    public static ClassCounts Write(string folder, TileGrid tile, CogPacking packing, SceneRenderer renderer, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(folder);
        AverageReduction average = new();
        CogWriter<ushort>[] bands = [.. BandNames.Select(name => new CogWriter<ushort>(Path.Combine(folder, name + ".tif"), tile.Grid, average, packing))];
        using CogWriter<byte> classes = new(Path.Combine(folder, "SCL.tif"), tile.ClassGrid, new ModeReduction(), packing);
        try
        {
            ClassCounts counts = new();
            int rows = packing.TileSide;
            SceneStrip strip = new(tile.Grid.Width, rows);
            for (int row = 0; row < tile.Grid.Height; row += rows)
            {
                cancellationToken.ThrowIfCancellationRequested();
                strip.Rows = Math.Min(rows, tile.Grid.Height - row);
                renderer.Render(row, strip);
                counts.Add(strip.ClassRows);
                classes.WriteRows(strip.ClassRows);
                for (int band = 0; band < bands.Length; band++)
                {
                    bands[band].WriteRows(strip.BandRows(band));
                }
            }

            classes.Complete();
            Array.ForEach(bands, static band => band.Complete());
            return counts;
        }
        finally
        {
            Array.ForEach(bands, static band => band.Dispose());
        }
    }
}
