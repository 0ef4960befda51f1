using RasterFlow.Imagery;
using RasterFlow.Vectors;
using RasterFlow.Zarr;

namespace RasterFlow.Client.Demo;

/// <summary>A picture of a result: the last time step of the mosaic in true colour with the field outlines over it.</summary>
internal static class Preview
{
    private const double LowShare = 0.02;
    private const double HighShare = 0.98;

    /// <summary>Draws the picture and writes it as PNG.</summary>
    public static async Task WriteAsync(Stream destination, RasterStoreReader mosaic, IReadOnlyList<VectorFeature> fields, CancellationToken cancellationToken)
    {
        RasterGrid grid = mosaic.Layout.Grid;
        byte[] rgb = new byte[checked(grid.Window.Area * 3)];
        string[] bands = ["B04", "B03", "B02"];
        ushort[][] samples = new ushort[bands.Length][];
        for (int channel = 0; channel < bands.Length; channel++)
        {
            int band = mosaic.Layout.Bands.Select(static (label, index) => (label, index)).First(b => b.label.EndsWith(":" + bands[channel], StringComparison.Ordinal)).index;
            samples[channel] = new ushort[grid.Window.Area];
            await mosaic.ReadAsync<ushort>(mosaic.Layout.Times.Count - 1, band, grid.Window, samples[channel], cancellationToken);
        }

        Stretch(samples, rgb);
        PolygonPainter painter = new(grid);
        foreach (VectorFeature field in fields)
        {
            painter.Outline(field.Geometry, (x, y) => Paint(rgb, ((y * grid.Width) + x) * 3));
        }

        PngWriter.Write(destination, rgb, grid.Width, grid.Height);
    }

    private static void Paint(byte[] rgb, int at) => (rgb[at], rgb[at + 1], rgb[at + 2]) = (0, 240, 255);

    /// <summary>Spreads the values between the 2nd and the 98th percentile of all three bands together over 0..255, so that colours stay true.</summary>
    private static void Stretch(ushort[][] samples, byte[] rgb)
    {
        ushort[] sorted = [.. samples.SelectMany(static band => band).Where(static s => s > 0)];
        Array.Sort(sorted);
        double low = sorted.Length == 0 ? 0 : sorted[(int)(sorted.Length * LowShare)];
        double high = sorted.Length == 0 ? 1 : sorted[(int)(sorted.Length * HighShare)];
        for (int channel = 0; channel < samples.Length; channel++)
        {
            for (int i = 0; i < samples[channel].Length; i++)
            {
                ushort sample = samples[channel][i];
                rgb[(i * 3) + channel] = sample == 0 ? (byte)0 : (byte)Math.Clamp((sample - low) / Math.Max(1, high - low) * 255, 0, 255);
            }
        }
    }
}
