using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using NSubstitute;
using RasterFlow.Jobs;
using RasterFlow.Models;
using RasterFlow.Storage;
using RasterFlow.Tests.Imagery;
using RasterFlow.Tests.Scenes;
using RasterFlow.Tests.Storage;

namespace RasterFlow.Tests.Jobs;

/// <summary>What checking a document finds out about its scenes and their images before anything runs, from a catalogue and images on a server.</summary>
public sealed class CheckedScenesTests
{
    private const string Bands2 = """[{"name": "OWN", "bands": [{"name": "one", "asset": "image", "index": 2}]}]""";
    private static readonly HttpReadOptions Impatient = new(1, TimeSpan.FromMilliseconds(2), TimeSpan.FromMilliseconds(10), TimeSpan.FromSeconds(10));

    [Theory]
    [InlineData("""[{"name": "OWN", "bands": [{"name": "one", "asset": "image", "index": 5}, {"name": "two", "asset": "image", "index": 2}]}]""", "custom_datasets[0].bands", "has 2 bands, but band 5 of asset 'image' is asked for")]
    [InlineData("""[{"name": "OWN", "bands": ["image"], "mask": {"asset": "image", "index": 3, "keep": [1]}}]""", "custom_datasets[0].mask", "has 2 bands, but band 3 of asset 'image' is asked for")]
    [InlineData("""[{"name": "OWN", "bands": ["text"]}]""", "scenes", "The image 'text' of scene a cannot be read")]
    [InlineData("""[{"name": "OWN", "bands": ["gone"]}]""", "scenes", "The image 'gone' of scene a cannot be read")]
    [InlineData("""[{"name": "OWN", "bands": ["foreign"]}]""", "scenes", "elsewhere.example")]
    public async Task Check_ImagesThatDoNotServe_AreFoundBeforeAnythingRuns(string datasets, string field, string expected)
    {
        await using LocalServer server = await StartAsync(Item("a", "2023-05-01"), Item("b", "2023-06-01"), Item("c", "2023-07-01"));

        foreach (bool starts in (bool[])[true, false])
        {
            (CheckedJob? job, List<JobProblem> problems) = await CheckAsync(server, datasets, starts);

            job.ShouldBeNull();
            JobProblem problem = problems.ShouldHaveSingleItem();
            problem.Field.ShouldBe(field);
            problem.Message.ShouldContain(expected);
        }
    }

    [Fact]
    public async Task Check_GoodImages_ReadsOneHeaderAnAsset()
    {
        await using LocalServer server = await StartAsync(Item("a", "2023-05-01"), Item("b", "2023-06-01"), Item("c", "2024-07-01"));

        (CheckedJob? job, _) = await CheckAsync(server, Bands2, starts: true);

        job!.Unreadable.ShouldBeEmpty();
        server.Requests.Count(request => request.Path == "/image.tif").ShouldBe(1);
    }

    [Fact]
    public async Task Examine_UnreadableImageThatIsLeftOut_IsTold()
    {
        await using LocalServer server = await StartAsync(Item("a", "2023-05-01"), Item("b", "2023-06-01"));

        (CheckedJob? job, _) = await CheckAsync(server, """[{"name": "OWN", "bands": ["gone"]}]""", starts: false, "skip");

        PreflightReport report = Preflight.Of(job!);
        PreflightUnused unused = report.Steps[0].Datasets[0].Unused.ShouldHaveSingleItem();
        (unused.Reason, unused.Scenes).ShouldBe(("unreadable", 2));
        unused.Named.ShouldAllBe(scene => scene.Reason.Contains("404"));
        report.Warnings.ShouldContain(warning => warning.Contains("2 scenes with an image that cannot be read (") && warning.Contains("404"));
        report.Skipped.Select(scene => scene.Id).ShouldBe(["a", "b"]);
    }

    /// <summary>An item of each kind that is left out, in two time steps; numbers are counted by hand.</summary>
    [Fact]
    public async Task Examine_ScenesThatAreLeftOut_AreToldWithTheirReasonsByTimeStep()
    {
        await using LocalServer server = await StartAsync(
            Item("good", "2023-05-01"),
            Item("cloudy-1", "2023-05-11", cloud: 75),
            Item("cloudy-2", "2024-05-21", cloud: 99.5),
            Item("far", "2023-05-02", west: 40),
            Item("early", "2019-05-02"),
            Item("bare", "2023-05-03", asset: "preview"),
            Item("winter", "2023-12-03"),
            Item("old", "2024-05-04", generated: "2024-05-05"),
            Item("new", "2024-05-04", generated: "2025-01-01"),
            Item("good", "2023-05-06"));

        (CheckedJob? job, List<JobProblem> problems) = await CheckAsync(server, """[{"name": "OWN", "bands": ["image"], "season": [100, 200]}]""", starts: false);

        problems.ShouldBeEmpty();
        PreflightReport report = Preflight.Of(job!);
        Reasons(report, 0).ShouldBe(["cloud: cloudy-1", "missing_image: bare", "outside_area: far", "outside_season: winter", "same_id: good"], ignoreOrder: true);
        Reasons(report, 1).ShouldBe(["cloud: cloudy-2", "reprocessed: old"], ignoreOrder: true);
        report.Unused.Select(Describe).ShouldBe(["other_dates: early"]);
        report.Steps.Select(step => step.Datasets[0].Scenes).ShouldBe([1, 1]);
        PreflightUnused bare = report.Steps[0].Datasets[0].Unused.Single(unused => unused.Reason == "missing_image");
        bare.Text.ShouldBe("for which the catalogue names no image for image");
        report.Warnings.ShouldContain(warning => warning.Contains("left out between 2023-01-01 and 2024-01-01: 1 scene for which the catalogue names no image for image (bare)."));
        report.Warnings.ShouldContain(warning => warning.Contains("only 1 clear looks, of 1 pass,") && warning.Contains("1 scene with 75 % cloud or more"));
        report.Steps[1].Datasets[0].Unused.Single(unused => unused.Reason == "cloud").Named[0].Reason.ShouldBe("cloud cover 99.5 % is not below 75 %");
        report.Skipped.Select(scene => scene.Id).ShouldBe(["bare", "winter", "cloudy-1", "cloudy-2", "far", "early", "old"], ignoreOrder: true);
    }

    /// <summary>Items that do not say when or where they were taken lose no job; they are told before it and in its result.</summary>
    [Fact]
    public async Task Check_ItemsWithoutTimeOrPlace_AreLeftOutAndTold()
    {
        JsonObject timeless = Item("timeless", "2023-05-02"), nowhere = Item("nowhere", "2023-05-03");
        timeless["properties"]!["datetime"] = null;
        nowhere["geometry"] = null;
        await using LocalServer server = await StartAsync(Item("good", "2023-05-01"), timeless, nowhere);

        (CheckedJob? job, List<JobProblem> problems) = await CheckAsync(server, Bands2, starts: true);

        problems.ShouldBeEmpty();
        job!.Mosaic.Skipped.Select(scene => scene.Id).ShouldBe(["nowhere", "timeless"]);
        PreflightReport report = Preflight.Of(job);
        Reasons(report, 0).ShouldBe(["incomplete_item: nowhere"]);
        report.Unused.Select(Describe).ShouldBe(["incomplete_item: timeless"]);
        report.Warnings.ShouldContain(warning => warning.Contains("1 scene for which the item has neither a geometry nor a box ('bbox') (nowhere)."));
    }

    /// <summary>A time step without a usable scene is told with its cause, not as one that nothing covers.</summary>
    [Theory]
    [InlineData("image", 80, "no scene can be used between 2024-01-01 and 2025-01-01. That time step would hold no data. Left out: 1 scene with 75 % cloud or more. Allow more cloud")]
    [InlineData("preview", 5, "no scene can be used between 2024-01-01 and 2025-01-01. That time step would hold no data. Left out: 1 scene for which the catalogue names no image for image. Choose a dataset")]
    public async Task Examine_StepWithoutAUsableScene_SaysWhy(string asset, double cloud, string expected)
    {
        await using LocalServer server = await StartAsync(Item("good", "2023-05-01"), Item("other", "2024-05-01", cloud, asset: asset));

        (CheckedJob? job, _) = await CheckAsync(server, """[{"name": "OWN", "bands": ["image"]}]""", starts: false);

        Preflight.Of(job!).Warnings.ShouldContain(warning => warning.Contains(expected));
    }

    [Fact]
    public async Task Check_AllScenesLeftOut_SaysWhyInTheRefusal()
    {
        await using LocalServer server = await StartAsync(Item("a", "2023-05-11", cloud: 80), Item("b", "2023-05-12", cloud: 90), Item("c", "2023-05-11", west: 40));

        (_, List<JobProblem> problems) = await CheckAsync(server, Bands2, starts: true);

        problems.ShouldHaveSingleItem().Message.ShouldContain("Left out: 2 scenes with 75 % cloud or more; 1 scene outside the area.");
    }

    /// <summary>A service leaves cloudy scenes out by itself: pre-flight asks for them once more, and a job does not.</summary>
    [Theory]
    [InlineData(false, 2)]
    [InlineData(true, 1)]
    public async Task Examine_Service_IsAskedForTheCloudyScenesOnlyToTellThem(bool starts, int searches)
    {
        await using LocalServer images = await StartAsync();
        await using ApiServer service = await ApiServer.StartAsync(async (context, number, _) =>
        {
            JsonNode[] items = [Item("clear", "2023-05-01"), .. number == 0 ? Array.Empty<JsonNode>() : [Item("cloudy", "2023-05-11", cloud: 90)]];
            await context.Response.WriteAsync(Collection(images.Address("/"), items));
        });
        List<JobProblem> problems = [];
        JobDocument document = Document(service.Landing, """[{"name": "OWN", "bands": ["image"], "mask": {"asset": "image", "index": 2, "keep": [1]}}]""", "fail", problems);
        JobChecker checker = new(service.Readers, new ModelStore(service.Readers, Substitute.For<IObjectStore>(), new ModelOptions()), 250_000);

        CheckedJob? job = starts ? await checker.CheckAsync(document, problems) : await checker.ExamineAsync(document, problems);

        problems.ShouldBeEmpty();
        service.Searches.Count.ShouldBe(searches);
        job!.Unused.Select(scene => scene.Id).ShouldBe(starts ? [] : ["cloudy"]);
        service.Searches.Count(search => search.Body!["query"] is null).ShouldBe(searches - 1);
    }

    private static string[] Reasons(PreflightReport report, int step) => [.. report.Steps[step].Datasets[0].Unused.Select(Describe)];

    private static string Describe(PreflightUnused unused) => $"{unused.Reason}: {string.Join(", ", unused.Named.Select(scene => scene.Id))}";

    private static JsonObject Item(string id, string day, double cloud = 5, double west = 15, string asset = "image", string generated = "2023-01-01")
    {
        JsonObject Asset(string href) => new() { ["href"] = href, ["type"] = "image/tiff" };
        JsonObject assets = asset == "image"
            ? new JsonObject { ["image"] = Asset("image.tif"), ["text"] = Asset("text.tif"), ["gone"] = Asset("gone.tif"), ["foreign"] = Asset("https://elsewhere.example/a.tif") }
            : new JsonObject { [asset] = Asset("image.tif") };
        string box = string.Create(CultureInfo.InvariantCulture, $"[[[{west},45],[{west + 2},45],[{west + 2},46],[{west},46],[{west},45]]]");
        return new JsonObject
        {
            ["type"] = "Feature",
            ["id"] = id,
            ["geometry"] = JsonNode.Parse($$"""{"type":"Polygon","coordinates":{{box}}}"""),
            ["properties"] = new JsonObject { ["datetime"] = $"{day}T10:00:00Z", ["eo:cloud_cover"] = cloud, ["proj:epsg"] = 32633, ["platform"] = id is "old" or "new" ? "s" : id, ["grid:code"] = "MGRS-33TWL", ["updated"] = $"{generated}T00:00:00Z" },
            ["assets"] = assets,
        };
    }

    private static string Collection(Uri server, params JsonNode[] items)
    {
        string json = new JsonObject { ["type"] = "FeatureCollection", ["features"] = new JsonArray([.. items.Select(static item => item.DeepClone())]) }.ToJsonString();
        return json.Replace("\"href\":\"image.tif\"", $"\"href\":\"{new Uri(server, "image.tif")}\"", StringComparison.Ordinal);
    }

    private static Task<LocalServer> StartAsync(params JsonNode[] items)
    {
        byte[] image = new TestTiff { Bands = 2 }.Write();
        return LocalServer.StartAsync((context, _) =>
        {
            if (context.Request.Path == "/items.json")
            {
                return context.Response.WriteAsync(Collection(new Uri($"http://{context.Request.Host}/"), items));
            }

            if (context.Request.Path == "/image.tif")
            {
                return LocalServer.ServeAsync(context, image);
            }

            if (context.Request.Path == "/text.tif")
            {
                return LocalServer.ServeAsync(context, Encoding.UTF8.GetBytes(new string('x', 5000)));
            }

            context.Response.StatusCode = 404;
            return Task.CompletedTask;
        });
    }

    private static JobDocument Document(Uri scenes, string datasets, string onFailure, List<JobProblem> problems) => JobDocumentReader.Read(
        JsonSerializer.SerializeToElement(new
        {
            aoi = new[] { 15.5, 45.5, 15.51, 45.51 },
            scenes = scenes.AbsoluteUri,
            custom_datasets = JsonNode.Parse(datasets),
            datasets = new[] { "OWN" },
            start = "2023-01-01",
            end = "2025-01-01",
            on_scene_failure = onFailure,
        }),
        problems);

    private static async Task<(CheckedJob? Job, List<JobProblem> Problems)> CheckAsync(LocalServer server, string datasets, bool starts, string onFailure = "fail")
    {
        List<JobProblem> problems = [];
        using RangeReaderFactory readers = new(new SourcePolicy { AllowLoopback = true }, options: Impatient);
        JobDocument document = Document(server.Address("/items.json"), datasets, onFailure, problems);
        JobChecker checker = new(readers, new ModelStore(readers, Substitute.For<IObjectStore>(), new ModelOptions()), 250_000);
        return (starts ? await checker.CheckAsync(document, problems) : await checker.ExamineAsync(document, problems), problems);
    }
}
