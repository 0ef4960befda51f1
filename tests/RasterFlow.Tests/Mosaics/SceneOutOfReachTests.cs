using System.Net.Sockets;
using Microsoft.AspNetCore.Http;
using RasterFlow.Areas;
using RasterFlow.Imagery;
using RasterFlow.Jobs;
using RasterFlow.Mosaics;
using RasterFlow.Scenes;
using RasterFlow.Storage;
using RasterFlow.Tests.Imagery;
using RasterFlow.Tests.Storage;
using RasterFlow.Tests.Zarr;
using RasterFlow.Zarr;

namespace RasterFlow.Tests.Mosaics;

/// <summary>Two images side by side, a block each, from a server that does not give the western one: read over HTTP with all retries.</summary>
public sealed class SceneOutOfReachTests : IDisposable
{
    private const int Side = 64;
    private static readonly HttpReadOptions Impatient = new(2, TimeSpan.FromMilliseconds(2), TimeSpan.FromMilliseconds(10), TimeSpan.FromSeconds(10));
    private readonly TemporaryStore _store = new();

    public void Dispose() => _store.Dispose();

    [Theory]
    [InlineData("404", 2)]
    [InlineData("503", 6)]
    [InlineData("cut", 6)]
    [InlineData("refused", 0)]
    public async Task Build_OnlySceneOfABlockIsOutOfReach_LeavesThatBlockEmptyAndSaysWhy(string fault, int tries)
    {
        await using LocalServer server = await StartAsync(fault);
        JobPlan plan = await PlanAsync(server, fault, SceneFailure.Skip);

        await BuildAsync(plan);

        ushort[] samples = new ushort[2 * Side * Side];
        await (await RasterStoreReader.OpenAsync(_store.Objects, plan.MosaicRoot)).ReadAsync<ushort>(0, 0, plan.Mosaic.Grid.Window, samples);
        for (int i = 0; i < samples.Length; i++)
        {
            (int y, int x) = Math.DivRem(i, 2 * Side);
            samples[i].ShouldBe(x < Side ? (ushort)0 : Value(x - Side, y), $"pixel {x}, {y}");
        }

        SceneFailureLog log = new(_store.Objects, plan.MosaicRoot);
        await log.SummarizeAsync();
        SkippedInput skipped = (await log.ReadSummaryAsync()).ShouldHaveSingleItem();
        skipped.Id.ShouldBe("west");
        skipped.Reason.ShouldContain("left out of 1 blocks");
        skipped.Reason.ShouldContain("west.tif");
        server.Requests.Count(request => request.Path == "/west.tif").ShouldBe(tries);
    }

    [Fact]
    public async Task Build_OutOfReachAndTheJobFails_KeepsTheOtherBlock()
    {
        await using LocalServer server = await StartAsync("404");
        JobPlan plan = await PlanAsync(server, "404", SceneFailure.Fail);

        SceneReadException e = await Should.ThrowAsync<SceneReadException>(() => BuildAsync(plan));

        e.SceneId.ShouldBe("west");
        e.Message.ShouldContain("west.tif");
        e.Message.ShouldContain("What is done is kept.");
        e.Message.ShouldContain("\"on_scene_failure\": \"skip\"");
        RasterStoreWriter writer = RasterStoreWriter.Open(_store.Objects, plan.MosaicRoot, RasterStoreLayouts.ForMosaic(plan.Mosaic));
        (await writer.BlockExistsAsync(new(0, 0, 0))).ShouldBeFalse();
        (await writer.BlockExistsAsync(new(0, 0, 1))).ShouldBeTrue();
    }

    private static ushort Value(int x, int y) => (ushort)(100 + x + (200 * y));

    private static Task<LocalServer> StartAsync(string fault)
    {
        byte[] east = new TestTiff { Width = Side, Height = Side, OriginX = 500000 + (10 * Side), Value = static (_, _, x, y) => Value(x, y) }.Write();
        return LocalServer.StartAsync((context, _) =>
        {
            if (context.Request.Path == "/east.tif")
            {
                return LocalServer.ServeAsync(context, east);
            }

            context.Response.StatusCode = fault == "503" ? 503 : 404;
            if (fault == "cut")
            {
                context.Abort();
            }

            return Task.CompletedTask;
        });
    }

    private static async Task<Uri> WestAsync(LocalServer server, string fault)
    {
        if (fault != "refused")
        {
            return server.Address("/west.tif");
        }

        using TcpListener free = new(System.Net.IPAddress.Loopback, 0);
        free.Start();
        int port = ((System.Net.IPEndPoint)free.LocalEndpoint).Port;
        free.Stop();
        return await Task.FromResult(new Uri($"http://127.0.0.1:{port}/west.tif"));
    }

    private async Task<JobPlan> PlanAsync(LocalServer server, string fault, SceneFailure onFailure)
    {
        CrsTransform toDegrees = new(Crs.FromEpsg(32633), Crs.Wgs84);
        Scene SceneOf(string id, Uri href, double x) => new()
        {
            Id = id,
            Acquired = new DateTimeOffset(2023, 5, 1, 10, 0, 0, TimeSpan.Zero),
            Footprint = toDegrees.Apply(TestScenes.Box(x, 5000000 - (10 * Side), x + (10 * Side), 5000000)),
            Acquisition = id,
            Epsg = 32633,
            Assets = new Dictionary<string, SceneAsset>(),
            Files = new Dictionary<string, SceneAsset> { ["image"] = new(href, 10, x, 5000000) },
        };
        MosaicRequest request = TestScenes.Request(toDegrees.Apply(TestScenes.Box(500001, 5000001 - (10 * Side), 500000 + (20 * Side) - 1, 4999999)), "OWN") with
        {
            OwnDatasets = [new Dataset { Name = "OWN", LabelPrefix = "own", Bands = ["one"], Sources = ["image#1"] }],
            TargetCrs = Crs.FromEpsg(32633),
            BlockSize = Side,
            ChunkSize = 16,
            OnSceneFailure = onFailure,
        };
        Scene[] scenes = [SceneOf("west", await WestAsync(server, fault), 500000), SceneOf("east", server.Address("/east.tif"), 500000 + (10 * Side))];
        MosaicPlan mosaic = MosaicPlanner.Plan(request, scenes);

        // Footprints have a margin around them; here each scene is to touch its own block alone.
        mosaic = mosaic with { Steps = [mosaic.Steps[0] with { Scenes = [.. mosaic.Steps[0].Scenes.Select(scene => scene with { Window = new PixelWindow(scene.Id == "west" ? 0 : Side, 0, Side, Side) })] }] };
        (mosaic.Grid.Width, mosaic.Grid.Height).ShouldBe((2 * Side, Side));
        JobPlan plan = new() { JobId = "job", AreaKey = "aoi.parquet", MosaicRoot = "mosaic.zarr", Mosaic = mosaic, Multiscales = false };
        await RasterStoreWriter.CreateAsync(_store.Objects, plan.MosaicRoot, RasterStoreLayouts.ForMosaic(mosaic));
        return plan;
    }

    /// <summary>Makes both blocks: together at first, so the western image is asked for once more when they are made one by one.</summary>
    private async Task BuildAsync(JobPlan plan)
    {
        using RangeReaderFactory readers = new(new SourcePolicy { AllowLoopback = true }, options: Impatient);
        MosaicBlockBuilder builder = new(plan, _store.Objects, new CogRasterOpener(readers));
        await builder.BuildAsync(0);
    }
}
