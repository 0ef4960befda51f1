using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using NetTopologySuite.Geometries;
using NSubstitute;
using RasterFlow.Areas;
using RasterFlow.Imagery;
using RasterFlow.Jobs;
using RasterFlow.Models;
using RasterFlow.Mosaics;
using RasterFlow.Storage;
using RasterFlow.Tests.Imagery;
using RasterFlow.Tests.Storage;
using RasterFlow.Tests.Zarr;
using RasterFlow.Zarr;

namespace RasterFlow.Tests.Jobs;

/// <summary>Catalogues whose images are not alike: each ends in a right mosaic or in an answer that says what is wrong, of which scene, and what to do; before the job where a look can tell.</summary>
public sealed class BadImagesTests : IDisposable
{
    private static readonly HttpReadOptions Impatient = new(1, TimeSpan.FromMilliseconds(2), TimeSpan.FromMilliseconds(10), TimeSpan.FromSeconds(10));
    private readonly TemporaryStore _store = new();

    private static TestTiff Good { get; } = new() { Bands = 2, Value = static (_, band, x, y) => 100 + (band * 1000) + x + y };

    public void Dispose() => _store.Dispose();

    /// <summary>The fourth of six images is bad: all six are looked at before the job starts.</summary>
    [Theory]
    [InlineData("band", "custom_datasets[0].bands", "d.tif has 1 band, but band 2 of asset 'image' is asked for (scene d).", "correct the catalogue")]
    [InlineData("float", "scenes", "The image 'image' of scene d cannot be read: ", "whole numbers of up to 16 bits are")]
    [InlineData("system", "scenes", "The image 'image' of scene d cannot be read: ", "names no reference system")]
    [InlineData("cut", "scenes", "The image 'image' of scene d cannot be read: ", "\"on_scene_failure\": \"skip\"")]
    [InlineData("gone", "scenes", "The image 'image' of scene d cannot be read: ", "404")]
    public async Task Check_OneBadImageAmongGoodOnes_IsRefusedByName(string fault, string field, string expected, string advice)
    {
        await using LocalServer server = await StartAsync(6, id => id == "d" ? Bad(fault) : Good.Write());

        (CheckedJob? job, List<JobProblem> problems) = await CheckAsync(server, "fail");

        job.ShouldBeNull();
        JobProblem problem = problems.ShouldHaveSingleItem();
        problem.Field.ShouldBe(field);
        problem.Message.ShouldContain(expected);
        problem.Message.ShouldContain(advice);
    }

    /// <summary>Of many scenes some are looked at; what only another has ends the job, with all that is needed to go on.</summary>
    [Theory]
    [InlineData("band", "the image has 1 bands, no number 2")]
    [InlineData("float", "whole numbers of up to 16 bits are")]
    [InlineData("gone", "404")]
    public async Task Build_BadImageThatNobodyLookedAt_SaysWhichAndWhatToDo(string fault, string expected)
    {
        await using LocalServer server = await StartAsync(16, id => id == "b" ? Bad(fault) : Good.Write());
        (CheckedJob? job, List<JobProblem> problems) = await CheckAsync(server, "fail");
        problems.ShouldBeEmpty();

        SceneReadException e = await Should.ThrowAsync<SceneReadException>(() => BuildAsync(job!));

        e.Message.ShouldStartWith("Reading band image#");
        e.Message.ShouldContain(" of scene b from ");
        e.Message.ShouldContain("/b.tif failed: ");
        e.Message.ShouldContain(expected);
        e.Message.ShouldContain("What is done is kept. Start the job again when the image can be read, or with \"on_scene_failure\": \"skip\"");

        (job, _) = await CheckAsync(server, "skip");
        ushort[] without = await BuildAsync(job!);
        without.Min().ShouldBeGreaterThanOrEqualTo((ushort)100, "the other scenes show every pixel");
        (await new SceneFailureLog(_store.Objects, "mosaic.zarr").ReadSummaryAsync()).ShouldHaveSingleItem().Id.ShouldBe("b");
    }

    /// <summary>One image in pixels of 10 m with 7 as no data, one in pixels of 20 m with 9: told before, and each read by its own header.</summary>
    [Fact]
    public async Task Build_MixedPixelsAndNoData_TakesEachImageByItsOwnHeader()
    {
        TestTiff fine = Good with { NoData = "7", Value = static (_, band, x, y) => x % 3 == 0 ? 7 : 1000 + band + x };
        TestTiff coarse = Good with { NoData = "9", PixelSize = 20, Value = static (_, band, x, _) => x % 4 == 1 ? 9 : 3000 + band + x };
        await using LocalServer server = await StartAsync(2, id => (id == "a" ? fine : coarse).Write());

        (CheckedJob? job, List<JobProblem> problems) = await CheckAsync(server, "fail");
        ushort[] actual = await BuildAsync(job!);

        problems.ShouldBeEmpty();
        job!.Notes.ShouldBe(
            [
                "OWN, asset 'image': images differ in the size of pixels: 10 (scene a), 20 (scene b). All are brought to the mosaic's pixels.",
                "OWN, asset 'image': images differ in what means no data: 7 (scene a), 9 (scene b). Each image's own value is left out.",
            ]);
        RasterGrid grid = job.Mosaic.Grid;
        grid.PixelSize.ShouldBe(10);
        int first = (int)((grid.OriginX - 500000) / 10);
        for (int i = 0; i < actual.Length; i++)
        {
            (int band, int pixel) = Math.DivRem(i, grid.Window.Area);
            int x = first + (pixel % grid.Width);
            int[] looks = [.. new[] { x % 3 == 0 ? 0 : 1000 + band + x, x / 2 % 4 == 1 ? 0 : 3000 + band + (x / 2) }.Where(static value => value != 0)];
            actual[i].ShouldBe(looks.Length == 0 ? (ushort)0 : (ushort)Math.Round(looks.Average(), MidpointRounding.ToEven), $"sample {i}");
        }
    }

    private static byte[]? Bad(string fault) => fault switch
    {
        "band" => (Good with { Bands = 1 }).Write(),
        "float" => (Good with { Bits = 32, SampleFormat = 3 }).Write(),
        "system" => (Good with { Epsg = null }).Write(),
        "cut" => Good.Write()[..100],
        _ => null,
    };

    /// <summary>A catalogue of scenes a, b, c ... of one image each, a day apart.</summary>
    private static Task<LocalServer> StartAsync(int scenes, Func<string, byte[]?> image)
    {
        Dictionary<string, byte[]?> images = Enumerable.Range(0, scenes).Select(static i => ((char)('a' + i)).ToString()).ToDictionary(static id => $"/{id}.tif", id => image(id));
        return LocalServer.StartAsync((context, _) =>
        {
            if (context.Request.Path == "/items.json")
            {
                IEnumerable<JsonNode> items = images.Keys.Select((path, i) => Item(path[1..2], i, new Uri($"http://{context.Request.Host}{path}")));
                return context.Response.WriteAsync(new JsonObject { ["type"] = "FeatureCollection", ["features"] = new JsonArray([.. items]) }.ToJsonString());
            }

            if (images.GetValueOrDefault(context.Request.Path) is { } content)
            {
                return LocalServer.ServeAsync(context, content);
            }

            context.Response.StatusCode = 404;
            return Task.CompletedTask;
        });
    }

    private static JsonNode Item(string id, int day, Uri image) => JsonNode.Parse($$$"""
        {"type": "Feature", "id": "{{{id}}}", "collection": "own",
        "geometry": {"type": "Polygon", "coordinates": [[[14.9, 45], [15.1, 45], [15.1, 45.2], [14.9, 45.2], [14.9, 45]]]},
        "properties": {"datetime": "2023-05-{{{10 + day}}}T10:00:00Z", "proj:epsg": 32633, "eo:cloud_cover": 5},
        "assets": {"image": {"href": "{{{image}}}", "proj:transform": [10, 0, 500000, 0, -10, 5000000]} } }
        """)!;

    private static async Task<(CheckedJob? Job, List<JobProblem> Problems)> CheckAsync(LocalServer server, string onFailure)
    {
        List<JobProblem> problems = [];
        using RangeReaderFactory readers = new(new SourcePolicy { AllowLoopback = true }, options: Impatient);
        Envelope box = new CrsTransform(Crs.FromEpsg(32633), Crs.Wgs84).Apply(new Envelope(500200, 500500, 4999500, 4999700));
        JobDocument document = JobDocumentReader.Read(
            JsonSerializer.SerializeToElement(new
            {
                aoi = new[] { box.MinX, box.MinY, box.MaxX, box.MaxY },
                scenes = server.Address("/items.json").AbsoluteUri,
                custom_datasets = new[] { new { name = "OWN", bands = new[] { new { name = "one", asset = "image", index = 1 }, new { name = "two", asset = "image", index = 2 } } } },
                datasets = new[] { "OWN" },
                start = "2023-01-01",
                end = "2024-01-01",
                on_scene_failure = onFailure,
                block_size = 32,
                chunk_size = 16,
                multiscales = false,
            }),
            problems);
        JobChecker checker = new(readers, new ModelStore(readers, Substitute.For<IObjectStore>(), new ModelOptions()), 250_000);
        return (await checker.CheckAsync(document, problems), problems);
    }

    /// <summary>Makes the mosaic, and reads it: [band, y, x].</summary>
    private async Task<ushort[]> BuildAsync(CheckedJob job)
    {
        using RangeReaderFactory readers = new(new SourcePolicy { AllowLoopback = true }, options: Impatient);
        RasterStoreLayout layout = RasterStoreLayouts.ForMosaic(job.Mosaic);
        JobPlan plan = new() { JobId = "job", AreaKey = "aoi.parquet", MosaicRoot = "mosaic.zarr", Mosaic = job.Mosaic, Multiscales = false };
        await RasterStoreWriter.CreateAsync(_store.Objects, plan.MosaicRoot, layout);
        MosaicBlockBuilder builder = new(plan, _store.Objects, new CogRasterOpener(readers));
        for (int run = 0; run < BlockRuns.CountOf(layout); run++)
        {
            await builder.BuildAsync(run);
        }

        await new SceneFailureLog(_store.Objects, plan.MosaicRoot).CompleteAsync(job.Mosaic.OnSceneFailure);
        RasterStoreReader reader = await RasterStoreReader.OpenAsync(_store.Objects, plan.MosaicRoot);
        int area = layout.Grid.Window.Area;
        ushort[] samples = new ushort[layout.Bands.Count * area];
        for (int band = 0; band < layout.Bands.Count; band++)
        {
            await reader.ReadAsync<ushort>(0, band, layout.Grid.Window, samples.AsMemory(band * area, area));
        }

        return samples;
    }
}
