using RasterFlow.Imagery;
using RasterFlow.Tests.Samples;

namespace RasterFlow.Tests.Models;

/// <summary>A plain composite: per pixel and band the median of the clear numbers of each year, written apart from the pipeline's own.</summary>
internal static class YearlyMedian
{
    private static readonly string[] Assets = ["red", "green", "blue", "nir"];

    /// <summary>Channels B04, B03, B02, B08 of the first year, then of the second, [channel, y, x].</summary>
    public static float[] Of(IReadOnlyList<SampleScene> scenes, RasterGrid grid)
    {
        int area = grid.Window.Area;
        float[] result = new float[8 * area];
        int[] years = [.. scenes.Select(s => s.Year).Distinct().Order()];
        for (int year = 0; year < 2; year++)
        {
            IEnumerable<SampleScene> usable = scenes.Where(s => s.Year == years[year] && s.CloudCover < 75);
            List<ushort[][]> passes = [.. usable.GroupBy(s => s.Pass).Select(pass => Flatten(pass, grid))];
            for (int band = 0; band < 4; band++)
            {
                for (int i = 0; i < area; i++)
                {
                    result[(((4 * year) + band) * area) + i] = Median([.. passes.Select(p => p[band][i]).Where(v => v > 0)]);
                }
            }
        }

        return result;
    }

    private static ushort[][] Flatten(IEnumerable<SampleScene> tiles, RasterGrid grid)
    {
        ushort[][] bands = [.. Assets.Select(_ => new ushort[grid.Window.Area])];
        foreach (SampleScene tile in tiles)
        {
            int[] classes = tile.ClassesAtTenMetres();
            for (int band = 0; band < 4; band++)
            {
                TiffFile file = tile.Open(Assets[band]);
                int[] values = file.Read();
                int left = (int)((tile.OriginX - grid.OriginX) / 10);
                int top = (int)((grid.OriginY - tile.OriginY) / 10);
                for (int i = 0; i < values.Length; i++)
                {
                    (int x, int y) = ((i % file.Width()) + left, (i / file.Width()) + top);
                    if (x >= 0 && x < grid.Width && y >= 0 && y < grid.Height && classes[i] is 2 or 4 or 5 or 6 or 11)
                    {
                        bands[band][(y * grid.Width) + x] = (ushort)Math.Max(1, values[i] + tile.Offset);
                    }
                }
            }
        }

        return bands;
    }

    private static float Median(ushort[] values)
    {
        Array.Sort(values);
        int n = values.Length;
        return n == 0 ? 0 : n % 2 == 1 ? values[n / 2] : (values[(n / 2) - 1] + values[n / 2]) / 2f;
    }
}
