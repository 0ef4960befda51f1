using RasterFlow.Imagery;
using RasterFlow.Storage;
using RasterFlow.Zarr;

namespace RasterFlow.Tests.Zarr;

public sealed class MultiscaleTests : IDisposable
{
    private readonly TemporaryStore _temporary = new();

    internal static async Task BuildAllAsync(IObjectStore store, string root, RasterStoreLayout layout)
    {
        MultiscaleBuilder builder = new(store, root, layout);
        for (int level = 1; level <= builder.Pyramid.LevelCount; level++)
        {
            for (int number = 0; number < builder.Pyramid.LayoutOf(level).BlockCount; number++)
            {
                await builder.BuildBlockAsync(level, number);
            }
        }

        await builder.WriteMetadataAsync();
    }

    public void Dispose() => _temporary.Dispose();

    [Theory]
    [InlineData(512, 100, 0)]
    [InlineData(513, 100, 1)]
    [InlineData(100, 5000, 4)]
    public void LevelCount_Size_EndsAt512(int width, int height, int expected)
    {
        LevelPyramid pyramid = new(TestStores.Layout(width: width, height: height));

        pyramid.LevelCount.ShouldBe(expected);
        pyramid.LayoutOf(expected).Grid.PixelSize.ShouldBe(10 * (1 << expected));
    }

    [Fact]
    public async Task BuildBlockAsync_EachLevel_AveragesTheOneBefore()
    {
        RasterStoreLayout layout = TestStores.Layout(width: 1051, height: 45, bands: 1, block: 64);
        ushort[] samples = TestStores.Samples(layout);
        await TestStores.WriteAsync(await RasterStoreWriter.CreateAsync(_temporary.Objects, "m.zarr", layout), samples);

        await BuildAllAsync(_temporary.Objects, "m.zarr", layout);

        double[] above = [.. TestStores.WindowOf(layout, samples, 1, 0, layout.Grid.Window, (ushort)0).Select(value => (double)value)];
        (int width, int height) = (layout.Grid.Width, layout.Grid.Height);
        foreach (string level in new[] { "2x", "4x" })
        {
            RasterStoreReader reader = await RasterStoreReader.OpenAsync(_temporary.Objects, $"m.zarr/{level}");
            RasterGrid grid = reader.Layout.Grid;
            ushort[] actual = new ushort[grid.Window.Area];
            await reader.ReadAsync<ushort>(1, 0, grid.Window, actual);
            above = Halve(above, width, height, grid.Width, grid.Height);
            actual.Select(value => (double)value).SequenceEqual(above).ShouldBeTrue(level);
            (width, height) = (grid.Width, grid.Height);
        }

        (width, height).ShouldBe((263, 12));
    }

    [Fact]
    public async Task WriteMetadataAsync_Root_StillOpensAndNamesTheLevels()
    {
        RasterStoreLayout layout = TestStores.Layout(width: 1051, height: 45);
        await RasterStoreWriter.CreateAsync(_temporary.Objects, "m.zarr", layout);

        await new MultiscaleBuilder(_temporary.Objects, "m.zarr", layout).WriteMetadataAsync();

        (await RasterStoreReader.OpenAsync(_temporary.Objects, "m.zarr")).Layout.Grid.ShouldBe(layout.Grid);
        using System.Text.Json.JsonDocument root = System.Text.Json.JsonDocument.Parse((await _temporary.Objects.ReadAsync("m.zarr/zarr.json"))!);
        root.RootElement.GetProperty("attributes").GetProperty("multiscales").GetProperty("layout").EnumerateArray()
            .Select(level => level.GetProperty("asset").GetString()).ShouldBe([".", "2x", "4x"]);
    }

    private static double[] Halve(double[] above, int width, int height, int halfWidth, int halfHeight)
    {
        double[] result = new double[halfWidth * halfHeight];
        for (int i = 0; i < result.Length; i++)
        {
            (int y, int x) = (2 * (i / halfWidth), 2 * (i % halfWidth));
            double[] valid = [.. new[] { (y, x), (y, x + 1), (y + 1, x), (y + 1, x + 1) }
                .Where(place => place.Item1 < height && place.Item2 < width)
                .Select(place => above[(place.Item1 * width) + place.Item2])
                .Where(value => value != 0)];
            result[i] = valid.Length == 0 ? 0 : Math.Round(valid.Sum() / valid.Length, MidpointRounding.ToEven);
        }

        return result;
    }
}
