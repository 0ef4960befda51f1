using System.Text.Json;
using RasterFlow.Imagery;
using RasterFlow.Zarr;

namespace RasterFlow.Tests.Zarr;

/// <summary>A store of a million shards, nearly all of them missing: a continent at 10 m.</summary>
public sealed class ZarrAtScaleTests
{
    private static readonly RasterStoreLayout Continent = TestStores.Layout(width: 1_024_000, height: 1_024_000, bands: 2, block: 1024, chunk: 256) with
    {
        Times = [new DateOnly(2023, 1, 1)],
        TimeDeltaDays = [365],
    };

    [Theory]
    [InlineData(3)]
    [InlineData(2)]
    public async Task MillionBlocks_OpenAndReadWhatIsThere_InFewRequests(int format)
    {
        RasterStoreLayout layout = Continent with { ZarrFormat = format };
        CountingStore store = new();
        RasterStoreWriter writer = await RasterStoreWriter.CreateAsync(store, "m.zarr", layout);
        layout.BlockCount.ShouldBe(1_000_000);
        ushort[] block = [.. Enumerable.Range(0, 2 * 1024 * 1024).Select(i => (ushort)(1 + (i % 5000)))];
        await writer.WriteBlockAsync<ushort>(new(0, 700, 300), block);
        store.Forget();

        RasterStoreReader reader = await RasterStoreReader.OpenAsync(store, "m.zarr");
        ushort[] around = new ushort[1200 * 1100];
        await reader.ReadAsync<ushort>(0, 1, new PixelWindow((300 * 1024) - 100, (700 * 1024) - 50, 1200, 1100), around);

        // The metadata, two coordinates of one value, and up to nine shards or 30 chunks; never the 16 MB of y and x.
        store.Requests.ShouldBeLessThan(50);
        store.BytesRead.ShouldBeLessThan(8 << 20);
        for (int i = 0; i < around.Length; i++)
        {
            (int y, int x) = ((i / 1200) - 50, (i % 1200) - 100);
            bool inside = y is >= 0 and < 1024 && x is >= 0 and < 1024;
            ushort expected = inside ? block[(1024 * 1024) + (y * 1024) + x] : (ushort)0;
            if (around[i] != expected)
            {
                around[i].ShouldBe(expected, $"pixel {i}");
            }
        }
    }

    [Fact]
    public async Task MillionBlocks_LevelsAndHistograms_AreFinishedWithoutLookingAtThemAll()
    {
        CountingStore store = new();
        await RasterStoreWriter.CreateAsync(store, "m.zarr", Continent);
        await PyramidWriter.Open(store, "m.zarr", Continent).WriteBlockAsync<ushort>(new(0, 700, 300), Enumerable.Repeat((ushort)42, 2 * 1024 * 1024).ToArray());
        MultiscaleBuilder builder = new(store, "m.zarr", Continent);
        for (int level = builder.Pyramid.OwnLevels + 1; level <= builder.Pyramid.LevelCount; level++)
        {
            // The one block of each level that has anything below it.
            RasterStoreLayout layout = builder.Pyramid.LayoutOf(level);
            (int row, int column) = (700 * 1024 / (1024 << level), 300 * 1024 / (1024 << level));
            await builder.BuildBlockAsync(level, (row * layout.BlockColumns) + column);
        }

        store.Forget();
        await builder.WriteMetadataAsync();

        store.Requests.ShouldBeLessThan(100);
        using JsonDocument root = JsonDocument.Parse((await store.ReadAsync("m.zarr/zarr.json"))!);
        JsonElement band = root.RootElement.GetProperty("attributes").GetProperty("histograms").GetProperty("steps")[0].GetProperty("bands")[1];
        (band.GetProperty("valid").GetInt64(), band.GetProperty("missing").GetInt64(), band.GetProperty("max").GetInt32())
            .ShouldBe((1L << 20, (1_024_000L * 1_024_000) - (1 << 20), 42));
        RasterStoreReader top = await RasterStoreReader.OpenAsync(store, $"m.zarr/{LevelPyramid.NameOf(builder.Pyramid.LevelCount)}");
        (top.Layout.Grid.Width, top.Layout.Grid.Height).ShouldBe((500, 500));
        ushort[] picture = new ushort[500 * 500];
        await top.ReadAsync<ushort>(0, 0, top.Layout.Grid.Window, picture);
        picture.Distinct().Order().ShouldBe([(ushort)0, (ushort)42]);
    }
}
