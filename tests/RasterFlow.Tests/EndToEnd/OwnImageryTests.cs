using System.Text.Json;
using System.Text.Json.Nodes;
using RasterFlow.Imagery;
using RasterFlow.Storage;
using RasterFlow.Tests.Imagery;
using RasterFlow.Tests.Mosaics;
using RasterFlow.Zarr;

namespace RasterFlow.Tests.EndToEnd;

/// <summary>
/// A user's own imagery from a tile index on this disk: the command line uploads index and images, the service makes the mosaic. Pixels are a formula of image,
/// band and place; the images differ in pixel size and no-data value.
/// </summary>
[Collection(ServiceDefinition.Name)]
public sealed class OwnImageryTests(ServiceFixture service)
{
    private const int CoarseBlank = 7;

    [Theory]
    [InlineData("index.geojson")]
    [InlineData("index.parquet")]
    public async Task Run_LocalTileIndex_IsTheMosaicOfItsImages(string name)
    {
        string folder = WriteImagery(name);

        FinishedJob job = await service.RunJobAsync(Document(folder, name), $"own-{name}");

        RasterStoreReader mosaic = await RasterStoreReader.OpenAsync(new FileObjectStore(job.Folder), "mosaic.zarr");
        RasterGrid grid = mosaic.Layout.Grid;
        mosaic.Layout.Bands.ShouldBe(["gti:one", "gti:two"]);
        (grid.Crs.Epsg, grid.PixelSize, grid.OriginX % 10, grid.OriginY % 10).ShouldBe((32633, 10, 0, 0));
        ushort[] samples = new ushort[grid.Window.Area];
        int[] seen = new int[3];
        for (int band = 0; band < 2; band++)
        {
            await mosaic.ReadAsync<ushort>(0, band, grid.Window, samples);
            for (int i = 0; i < samples.Length; i++)
            {
                (double x, double y) = (grid.OriginX + ((i % grid.Width) * 10) + 5, grid.OriginY - ((i / grid.Width) * 10) - 5);
                (ushort expected, int source) = Expected(band, x, y);
                samples[i].ShouldBe(expected, $"band {band} at {x}, {y}");
                seen[source]++;
            }
        }

        seen.ShouldAllBe(count => count > 50, "both images and the place that none shows");
    }

    [Fact]
    public async Task Run_BandThatTheImagesDoNotHave_IsRefusedWithFileAndNumber()
    {
        string folder = WriteImagery("index.geojson");
        JsonObject job = Document(folder, "index.geojson");
        job["gti"]!["bands"] = new JsonArray("one", new JsonObject { ["name"] = "ir", ["index"] = 4 });

        foreach (string command in (string[])["preflight", "run"])
        {
            (int code, _, string error) = await RunAsync(command, job, "own-band");

            code.ShouldBe(2);
            error.ShouldContain("gti: ");
            error.ShouldContain(".tif has 2 bands, but 'bands' asks for number 4");
        }
    }

    [Fact]
    public async Task Run_ImageThatIsDamaged_IsRefusedOrLeftOutAsTheDocumentSays()
    {
        string folder = WriteImagery("index.geojson");
        await File.WriteAllTextAsync(Path.Combine(folder, "b.tif"), "an image once, and now long enough to be read as a header");
        JsonObject job = Document(folder, "index.geojson");

        (int code, _, string error) = await RunAsync("run", job, "own-damaged");
        code.ShouldBe(2);
        error.ShouldContain("b.tif");
        job["on_scene_failure"] = "skip";
        FinishedJob finished = await service.RunJobAsync(job, "own-skipped");

        JsonElement skipped = finished.Result.GetProperty("skipped").EnumerateArray().ShouldHaveSingleItem();
        skipped.GetProperty("id").GetString().ShouldEndWith("b.tif");
    }

    [Fact]
    public async Task Run_IndexWithAbsolutePaths_IsRefusedBeforeAnythingIsUploaded()
    {
        string folder = Directory.CreateDirectory(Path.Combine(service.Folder, $"own-{Guid.NewGuid():N}")).FullName;
        new TestTileIndex(folder) { Location = file => Path.Combine(folder, file) }.Write("index.geojson");

        (int code, _, string error) = await RunAsync("run", Document(folder, "index.geojson"), "own-absolute");

        code.ShouldBe(1);
        error.ShouldContain("by an absolute path");
    }

    private static int Value(int rank, int band, int x, int y) => 10 + (((x * 3) + (y * 5) + (band * 40) + (rank * 17)) % 200);

    /// <summary>The value at a place: of image a (10 m) where that has data, else of image b (20 m), else nothing; and which of these it is.</summary>
    private static (ushort Value, int Source) Expected(int band, double x, double y)
    {
        (int column, int row) = ((int)Math.Floor((x - 500000) / 10), (int)Math.Floor((5000000 - y) / 10));
        if (column is >= 0 and < TestTileIndex.Width && column != TestTileIndex.Blank && row is >= 0 and < TestTileIndex.Height)
        {
            return ((ushort)Value(2, band, column, row), 0);
        }

        (column, row) = ((int)Math.Floor((x - 500300) / 20), (int)Math.Floor((5000000 - y) / 20));
        return column is >= 0 and < TestTileIndex.Width / 2 && column != TestTileIndex.Blank && row is >= 0 and < TestTileIndex.Height / 2
            ? ((ushort)Value(1, band, column, row), 1)
            : ((ushort)0, 2);
    }

    private string WriteImagery(string index)
    {
        string folder = Directory.CreateDirectory(Path.Combine(service.Folder, $"own-{Guid.NewGuid():N}")).FullName;
        TestTileIndex images = new(folder);
        images.WriteImages(Value);
        TestTiff coarse = new()
        {
            Bands = 2,
            Bits = 8,
            OriginX = 500300,
            PixelSize = 20,
            Width = TestTileIndex.Width / 2,
            Height = TestTileIndex.Height / 2,
            NoData = $"{CoarseBlank}",
            Value = static (_, band, x, y) => x == TestTileIndex.Blank ? CoarseBlank : Value(1, band, x, y),
        };
        File.WriteAllBytes(Path.Combine(folder, "b.tif"), coarse.Write());
        images.Write(index);
        return folder;
    }

    private static JsonObject Document(string folder, string index) => new()
    {
        ["aoi"] = TestTileIndex.Area.AsText(),
        ["gti"] = new JsonObject
        {
            ["index"] = Path.Combine(Path.GetFileName(folder), index),
            ["bands"] = new JsonArray("one", "two"),
            ["time_column"] = "taken",
            ["sort_field"] = "rank",
            ["query"] = "kind != 'draft'",
        },
        ["start"] = "2023-01-01",
        ["end"] = "2024-01-01",
        ["block_size"] = 32,
        ["chunk_size"] = 16,
        ["multiscales"] = false,
    };

    private async Task<(int Code, string Output, string Error)> RunAsync(string command, JsonObject job, string name)
    {
        string file = Path.Combine(service.Folder, $"{name}.json");
        await File.WriteAllTextAsync(file, job.ToJsonString());
        return await service.RunCommandAsync(command, file);
    }
}
