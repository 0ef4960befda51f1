using RasterFlow.Areas;
using RasterFlow.Imagery;
using RasterFlow.Zarr;

namespace RasterFlow.Tests.Zarr;

/// <summary>Small stores with odd sizes, and random samples with empty places.</summary>
internal static class TestStores
{
    public static RasterStoreLayout Layout(RasterSampleType type = RasterSampleType.UInt16, int width = 101, int height = 75, int bands = 3, int block = 32, int chunk = 16) => new()
    {
        Grid = new RasterGrid(Crs.FromEpsg(32633), 499980, 5100000, 10, width, height),
        Times = [new DateOnly(2023, 1, 1), new DateOnly(2024, 1, 1)],
        TimeDeltaDays = [365, 366],
        Bands = [.. Enumerable.Range(0, bands).Select(band => $"s2med:B{band:00} é")],
        SampleType = type,
        BlockSize = block,
        ChunkSize = chunk,
    };

    /// <summary>[time, band, y, x]; whole chunks and single pixels are no data.</summary>
    public static ushort[] Samples(RasterStoreLayout layout, int seed = 1)
    {
        Random random = new(seed);
        ushort[] samples = new ushort[layout.Times.Count * layout.Bands.Count * layout.Grid.Window.Area];
        for (int i = 0; i < samples.Length; i++)
        {
            int y = i / layout.Grid.Width % layout.Grid.Height;
            int x = i % layout.Grid.Width;
            bool empty = ((x / layout.ChunkSize) + (y / layout.ChunkSize)) % 3 == 0 || random.Next(10) == 0;
            samples[i] = empty ? (ushort)0 : (ushort)random.Next(1, 65536);
        }

        return samples;
    }

    /// <summary>Writes all blocks of [time, band, y, x].</summary>
    public static async Task WriteAsync<T>(RasterStoreWriter writer, T[] samples)
        where T : unmanaged
    {
        for (int number = 0; number < writer.Layout.BlockCount; number++)
        {
            BlockIndex block = writer.Layout.BlockAt(number);
            await writer.WriteBlockAsync<T>(block, BlockOf(writer.Layout, samples, block));
        }
    }

    public static T[] BlockOf<T>(RasterStoreLayout layout, T[] samples, BlockIndex block)
    {
        PixelWindow window = layout.WindowOf(block);
        return [.. Enumerable.Range(0, layout.Bands.Count).SelectMany(band => WindowOf(layout, samples, block.Time, band, window, default!))];
    }

    /// <summary>A window of [time, band, y, x]; fill outside the grid.</summary>
    public static T[] WindowOf<T>(RasterStoreLayout layout, T[] samples, int time, int band, PixelWindow window, T fill)
    {
        T[] result = new T[window.Area];
        for (int i = 0; i < result.Length; i++)
        {
            int y = window.Y + (i / window.Width);
            int x = window.X + (i % window.Width);
            bool inside = y >= 0 && y < layout.Grid.Height && x >= 0 && x < layout.Grid.Width;
            result[i] = inside ? samples[((((time * layout.Bands.Count) + band) * layout.Grid.Height) + y) * layout.Grid.Width + x] : fill;
        }

        return result;
    }
}
