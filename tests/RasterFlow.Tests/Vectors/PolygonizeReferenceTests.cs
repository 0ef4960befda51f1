using System.Globalization;
using RasterFlow.Imagery;
using RasterFlow.Storage;
using RasterFlow.Tests.Imagery;
using RasterFlow.Tests.Support;
using RasterFlow.Vectors;

namespace RasterFlow.Tests.Vectors;

/// <summary>Against counts of rasterio.features.shapes (4- and 8-connected) on other people's rasters.</summary>
public class PolygonizeReferenceTests
{
    [SkippableTheory]
    [InlineData(64)]
    [InlineData(1024)]
    public async Task Run_FtwMask_MatchesRasterio(int blockSize)
    {
        Skip.If(Repository.RealData is null, Repository.RealDataMissing);
        CogFile file = await CogFile.OpenAsync(new FileRangeReader(Path.Combine(Repository.RealData!, "ftw", "mask.tif")));
        await using CogRasterSource source = new(file);
        ushort[] values = new ushort[source.Grid.Window.Area];
        await source.ReadAsync(0, source.Grid, source.Grid.Window, Resampling.Nearest, values);
        Compare("ftw/mask.tif", [.. values.Select(v => (float)v)], source.Grid.Width, source.Grid.Height, pixelArea: 100, blockSize);
    }

    [SkippableTheory]
    [InlineData(100)]
    [InlineData(1024)]
    public async Task Run_GdalCheckArea_MatchesRasterio(int blockSize)
    {
        Skip.If(Repository.RealData is null, Repository.RealDataMissing);
        CogFile file = await CogFile.OpenAsync(new FileRangeReader(Path.Combine(Repository.RealData!, "polygonize", "polygonize_check_area.tif")));
        byte[] samples = await WholeImage.DecodeAsync(file, file.Full);
        float[] values = new float[file.Full.Width * file.Full.Height];
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = BitConverter.ToInt16(samples, 2 * i);
        }

        // Pixels of 59.93914807302231 m by 60 m.
        Compare("polygonize/polygonize_check_area.tif", values, file.Full.Width, file.Full.Height, 59.93914807302231 * 60, blockSize);
    }

    [SkippableTheory]
    [InlineData(3)]
    [InlineData(1024)]
    public void Run_GdalGrid_MatchesRasterio(int blockSize)
    {
        Skip.If(Repository.RealData is null, Repository.RealDataMissing);
        string[] words = File.ReadAllText(Path.Combine(Repository.RealData!, "polygonize", "polygonize_in.grd"))
            .Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        int start = Array.FindIndex(words, word => word.Equals("cellsize", StringComparison.OrdinalIgnoreCase)) + 2;
        start += words[start].Equals("NODATA_value", StringComparison.OrdinalIgnoreCase) ? 2 : 0;
        int width = int.Parse(words[1], CultureInfo.InvariantCulture);
        int height = int.Parse(words[3], CultureInfo.InvariantCulture);
        float[] values = [.. words.Skip(start).Select(word => float.Parse(word, CultureInfo.InvariantCulture))];
        values.Length.ShouldBe(width * height);
        Compare("polygonize/polygonize_in.grd", values, width, height, pixelArea: 3600, blockSize);
    }

    private static void Compare(string name, float[] values, int width, int height, double pixelArea, int blockSize)
    {
        string[][] rows = [.. File.ReadLines(Path.Combine(Repository.RealData!, "polygonize", "REFERENCE.tsv"))
            .Select(line => line.Split('\t'))
            .Where(row => row[0] == name)];
        rows.ShouldNotBeEmpty();
        foreach (string[] row in rows)
        {
            float value = float.Parse(row[1], CultureInfo.InvariantCulture);
            List<PixelPolygon> polygons = Polygonizer.Run(
                [.. values.Select(v => v == value ? 1f : 0f)], width, height, blockSize, connectivity: int.Parse(row[3], CultureInfo.InvariantCulture));
            long pixels = polygons.Sum(p => p.Statistics.Pixels);
            string actual = string.Join(' ', pixels, polygons.Count, polygons.Sum(p => p.Holes.Length), polygons.Sum(p => p.CornerCount + 1 + p.Holes.Length));
            actual.ShouldBe(string.Join(' ', row[2], row[4], row[5], row[7]), $"value {row[1]}, {row[3]}-connected");

            // The table's areas have ten digits.
            (pixels * pixelArea).ShouldBe(double.Parse(row[6], CultureInfo.InvariantCulture), pixels * pixelArea * 1e-9);
        }
    }
}
