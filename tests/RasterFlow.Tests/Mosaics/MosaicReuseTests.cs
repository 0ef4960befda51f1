using System.Collections.Concurrent;
using RasterFlow.Areas;
using RasterFlow.Imagery;
using RasterFlow.Jobs;
using RasterFlow.Mosaics;
using RasterFlow.Scenes;
using RasterFlow.Storage;
using RasterFlow.Tests.Support;
using RasterFlow.Tests.Zarr;
using RasterFlow.Zarr;

namespace RasterFlow.Tests.Mosaics;

/// <summary>What runs of one mosaic, one after the other or at once, take of each other's blocks when a scene cannot be read for a while.</summary>
public sealed class MosaicReuseTests : IDisposable
{
    private const int Side = 64;
    private const int Columns = 6;
    private const int Rows = 2;
    private readonly TemporaryStore _store = new();
    private readonly MemoryRasters _images;
    private readonly MosaicPlan _mosaic;
    private readonly Uri _bad;
    private int _composited;

    public MosaicReuseTests()
    {
        CrsTransform toDegrees = new(Crs.FromEpsg(32633), Crs.Wgs84);
        NetTopologySuite.Geometries.Envelope box = toDegrees.Apply(new NetTopologySuite.Geometries.Envelope(500001, 500000 + (Columns * Side * 10) - 1, 5000001 - (Rows * Side * 10), 4999999));
        Scene[] scenes = [.. Enumerable.Range(0, 3).Select(i => TestScenes.Scene($"scene-{i}", $"2023-06-{10 + i}", originX: 500000, originY: 5000000) with { Footprint = TestScenes.Box(14, 44, 17, 46) })];
        MosaicRequest request = TestScenes.Request(TestScenes.Box(box.MinX, box.MinY, box.MaxX, box.MaxY)) with { BlockSize = Side, ChunkSize = 16, TargetCrs = Crs.FromEpsg(32633), Resolution = 10 };
        MosaicPlan plan = MosaicPlanner.Plan(request, scenes);

        // The last scene shows the first block alone.
        plan = plan with { Steps = [plan.Steps[0] with { Scenes = [.. plan.Steps[0].Scenes.Select(scene => scene.Id == "scene-2" ? scene with { Window = new PixelWindow(0, 0, Side, Side) } : scene)] }] };
        _mosaic = plan;
        _images = new MemoryRasters(plan.Grid);
        Random random = new(5);
        foreach ((string band, Uri href) in plan.Steps[0].Scenes.SelectMany(scene => scene.Assets))
        {
            bool everywhere = !href.AbsolutePath.Contains("scene-2", StringComparison.Ordinal);
            _images.Images[href] = [.. Enumerable.Range(0, plan.Grid.Window.Area).Select(i =>
                !everywhere && (i % plan.Grid.Width >= Side || i / plan.Grid.Width >= Side) ? (ushort)0 : band == "SCL" ? (ushort)4 : (ushort)random.Next(800, 3000))];
        }

        _bad = plan.Steps[0].Scenes.Single(scene => scene.Id == "scene-2").Assets["B04"];
    }

    private int Blocks => RasterStoreLayouts.ForMosaic(_mosaic).BlockCount;

    public void Dispose() => _store.Dispose();

    [Fact]
    public async Task Run_FailedThenSkip_MakesOnlyTheBlockThatMissed()
    {
        _images.Broken.Add(_bad);
        (JobPlan first, _) = await RunAsync(SceneFailure.Fail, fails: true);
        Dictionary<string, string> before = await TagsAsync(first);
        before.Count.ShouldBe(Blocks - 1);

        (JobPlan second, int made) = await RunAsync(SceneFailure.Skip);

        second.MosaicRoot.ShouldBe(first.MosaicRoot);
        made.ShouldBe(1);
        (await TagsAsync(second)).Where(pair => before.ContainsKey(pair.Key)).ShouldBe(before, ignoreOrder: true);
        _images.Broken.Clear();
        Enumerable.SequenceEqual(await ReadAsync(second), await PlainAsync("scene-2")).ShouldBeTrue();
        (await SkippedAsync(second)).ShouldHaveSingleItem().Id.ShouldBe("scene-2");
    }

    [Theory]
    [InlineData(SceneFailure.Fail)]
    [InlineData(SceneFailure.Skip)]
    public async Task Run_AfterTheOutage_ReadsTheSceneAgainAndTakesAllOtherBlocks(SceneFailure policy)
    {
        _images.Broken.Add(_bad);
        (JobPlan first, _) = await RunAsync(SceneFailure.Skip);
        _images.Broken.Clear();

        (JobPlan second, int made) = await RunAsync(policy);

        second.MosaicRoot.ShouldNotBe(first.MosaicRoot, "what was made of the first stays true");
        made.ShouldBe(1);
        Enumerable.SequenceEqual(await ReadAsync(second), await PlainAsync()).ShouldBeTrue();
        Enumerable.SequenceEqual(await ReadAsync(first), await PlainAsync("scene-2")).ShouldBeTrue();
        (await SkippedAsync(second)).ShouldBeEmpty();
        await ShouldHaveLevelsOfAsync(second, await PlainAsync());

        (JobPlan third, made) = await RunAsync(SceneFailure.Skip);
        (third.MosaicRoot, made).ShouldBe((second.MosaicRoot, 0));
    }

    [Fact]
    public async Task Run_SkipAgainDuringTheOutage_IsTheSameMosaic()
    {
        _images.Broken.Add(_bad);
        (JobPlan first, int made) = await RunAsync(SceneFailure.Skip);
        made.ShouldBe(Blocks);

        (JobPlan second, made) = await RunAsync(SceneFailure.Skip);

        (second.MosaicRoot, made).ShouldBe((first.MosaicRoot, 0));
        (await SkippedAsync(second)).ShouldHaveSingleItem();
    }

    [Fact]
    public async Task Run_FailDuringTheOutage_DoesNotTakeTheBlockWithoutTheScene()
    {
        _images.Broken.Add(_bad);
        (JobPlan skipped, _) = await RunAsync(SceneFailure.Skip);

        (JobPlan failed, int made) = await RunAsync(SceneFailure.Fail, fails: true);

        failed.MosaicRoot.ShouldNotBe(skipped.MosaicRoot);
        made.ShouldBe(1, "the block without the scene was tried");
        (await TagsAsync(failed)).Count.ShouldBe(Blocks - 1, "the others were taken over");
    }

    /// <summary>Both begin before anything has failed, so both write to one address.</summary>
    [Fact]
    public async Task Complete_RunThatWantsAllBesideOneThatSkips_EndsInAClearAnswerAndThenInTheWholeMosaic()
    {
        JobPlan wantsAll = await PlanAsync(SceneFailure.Fail);
        JobPlan skips = await PlanAsync(SceneFailure.Skip);
        wantsAll.MosaicRoot.ShouldBe(skips.MosaicRoot);
        _images.Broken.Add(_bad);
        await BuildAsync(skips);
        _images.Broken.Clear();

        SceneLeftOutException e = await Should.ThrowAsync<SceneLeftOutException>(() => BuildAsync(wantsAll));

        e.Message.ShouldContain("block 0");
        e.Message.ShouldContain("scene-2");
        e.Message.ShouldContain("Start this job again");
        (JobPlan again, int made) = await RunAsync(SceneFailure.Fail);
        made.ShouldBe(1);
        Enumerable.SequenceEqual(await ReadAsync(again), await PlainAsync()).ShouldBeTrue();
    }

    /// <summary>A run that leaves a scene out never replaces a block that another has made of all scenes meanwhile.</summary>
    [Fact]
    public async Task Build_BlockMadeWholeMeanwhile_IsKept()
    {
        JobPlan skips = await PlanAsync(SceneFailure.Skip);
        JobPlan wantsAll = await PlanAsync(SceneFailure.Fail);
        _images.Broken.Add(_bad);
        RacingStore racing = new(_store.Objects, async () =>
        {
            _images.Broken.Clear();
            await new MosaicBlockBuilder(wantsAll, _store.Objects, _images).BuildAsync(0);
            _images.Broken.Add(_bad);
        });

        await new MosaicBlockBuilder(skips, racing, _images).BuildAsync(0);

        _images.Broken.Clear();
        ushort[] block = new ushort[Side * Side];
        await RasterStoreReader.Open(_store.Objects, skips.MosaicRoot, RasterStoreLayouts.ForMosaic(_mosaic)).ReadAsync<ushort>(0, 2, new PixelWindow(0, 0, Side, Side), block);
        ushort[] whole = await PlainAsync();
        block.ShouldBe(Enumerable.Range(0, Side).SelectMany(y => Enumerable.Range(0, Side).Select(x => whole[(2 * _mosaic.Grid.Window.Area) + (y * _mosaic.Grid.Width) + x])));
        await Should.ThrowAsync<SceneLeftOutException>(() => new SceneFailureLog(_store.Objects, wantsAll.MosaicRoot).CompleteAsync(SceneFailure.Fail));
    }

    private async Task<(JobPlan Plan, int Made)> RunAsync(SceneFailure policy, bool fails = false)
    {
        JobPlan plan = await PlanAsync(policy);
        if (fails)
        {
            await Should.ThrowAsync<SceneReadException>(() => BuildAsync(plan));
        }
        else
        {
            await BuildAsync(plan);
        }

        return (plan, _composited);
    }

    /// <summary>Plans as the activity does.</summary>
    private async Task<JobPlan> PlanAsync(SceneFailure policy)
    {
        MosaicPlan mosaic = _mosaic with { OnSceneFailure = policy, Skipped = policy == SceneFailure.Fail ? [] : [new SkippedScene("cloudy", "has clouds")] };
        MosaicAddress address = await new MosaicAddresses(_store.Objects, _images).FindAsync(mosaic, ["levels"]);
        return new JobPlan { JobId = "job", AreaKey = "aoi.parquet", MosaicRoot = address.Root, EarlierMosaics = address.Earlier, Mosaic = mosaic, Multiscales = true };
    }

    /// <summary>Builds and completes as the stage does. Counts blocks that were composited: those whose classes are read.</summary>
    private async Task BuildAsync(JobPlan plan)
    {
        RasterStoreLayout layout = RasterStoreLayouts.ForMosaic(plan.Mosaic);
        await RasterStoreWriter.CreateAsync(_store.Objects, plan.MosaicRoot, layout);
        CountingOpener counting = new(_images);
        MosaicBlockBuilder builder = new(plan, _store.Objects, counting);
        List<Exception> failures = [];
        for (int run = 0; run < BlockRuns.CountOf(layout); run++)
        {
            try
            {
                await builder.BuildAsync(run);
            }
            catch (SceneReadException e)
            {
                failures.Add(e);
            }
        }

        _composited = counting.BlocksRead(layout);
        if (failures.Count > 0)
        {
            throw failures[0];
        }

        await new SceneFailureLog(_store.Objects, plan.MosaicRoot).CompleteAsync(plan.Mosaic.OnSceneFailure);
    }

    private async Task<Dictionary<string, string>> TagsAsync(JobPlan plan)
    {
        Dictionary<string, string> tags = [];
        await foreach (ObjectEntry entry in _store.Objects.ListAsync($"{plan.MosaicRoot}/variables/c/"))
        {
            tags[entry.Key] = (await ((IObjectStore)_store.Objects).GetTagAsync(entry.Key))!;
        }

        return tags;
    }

    private async Task<ushort[]> PlainAsync(string? without = null)
    {
        ushort[] expected = new ushort[_mosaic.Bands.Count * _mosaic.Grid.Window.Area];
        await new BlockCompositor(_mosaic, _images).CompositeAsync(0, _mosaic.Grid.Window, expected, new HashSet<string>(without is null ? [] : [without]));
        return expected;
    }

    private async Task<ushort[]> ReadAsync(JobPlan plan)
    {
        RasterStoreReader reader = RasterStoreReader.Open(_store.Objects, plan.MosaicRoot, RasterStoreLayouts.ForMosaic(plan.Mosaic));
        int area = plan.Mosaic.Grid.Window.Area;
        ushort[] samples = new ushort[plan.Mosaic.Bands.Count * area];
        for (int band = 0; band < plan.Mosaic.Bands.Count; band++)
        {
            await reader.ReadAsync<ushort>(0, band, plan.Mosaic.Grid.Window, samples.AsMemory(band * area, area));
        }

        return samples;
    }

    private async Task<IReadOnlyList<SkippedInput>> SkippedAsync(JobPlan plan) => await new SceneFailureLog(_store.Objects, plan.MosaicRoot).ReadSummaryAsync();

    /// <summary>Blocks that were taken over have their levels and counts as if they had been composited here.</summary>
    private async Task ShouldHaveLevelsOfAsync(JobPlan plan, ushort[] samples)
    {
        RasterStoreLayout layout = RasterStoreLayouts.ForMosaic(plan.Mosaic);
        using TemporaryStore fresh = new();
        PyramidWriter writer = PyramidWriter.Open(fresh.Objects, "x", layout);
        for (int number = 0; number < layout.BlockCount; number++)
        {
            PixelWindow window = layout.WindowOf(layout.BlockAt(number));
            ushort[] block = new ushort[layout.Bands.Count * window.Area];
            for (int i = 0; i < block.Length; i++)
            {
                (int band, int place) = Math.DivRem(i, window.Area);
                block[i] = samples[(band * layout.Grid.Window.Area) + ((window.Y + (place / window.Width)) * layout.Grid.Width) + window.X + (place % window.Width)];
            }

            await writer.WriteBlockAsync<ushort>(layout.BlockAt(number), block);
        }

        await foreach (ObjectEntry entry in fresh.Objects.ListAsync("x"))
        {
            (await _store.Objects.ReadAsync(plan.MosaicRoot + entry.Key[1..])).ShouldBe(await fresh.Objects.ReadAsync(entry.Key), entry.Key);
        }
    }

    /// <summary>Lets another run come by when the record of a scene is written.</summary>
    private sealed class RacingStore(IObjectStore inner, Func<Task> comesBy) : WrappedStore(inner)
    {
        public override async Task WriteAsync(string key, ReadOnlyMemory<byte> content, CancellationToken cancellationToken = default)
        {
            if (key.Contains(".skipped/", StringComparison.Ordinal))
            {
                await comesBy();
            }

            await base.WriteAsync(key, content, cancellationToken);
        }
    }

    /// <summary>Notes where the first scene's classes are read: every block that is composited needs them.</summary>
    private sealed class CountingOpener(IRasterOpener inner) : IRasterOpener
    {
        private readonly ConcurrentBag<PixelWindow> _windows = [];

        public int BlocksRead(RasterStoreLayout layout) =>
            Enumerable.Range(0, layout.BlockCount).Count(number => _windows.Any(window => !window.Intersect(layout.WindowOf(layout.BlockAt(number))).IsEmpty));

        public async Task<IRasterSource> OpenAsync(Uri href, CancellationToken cancellationToken = default)
        {
            IRasterSource source = await inner.OpenAsync(href, cancellationToken);
            return href.AbsolutePath == "/scene-0/SCL.tif" ? new Source(source, _windows) : source;
        }

        private sealed class Source(IRasterSource inner, ConcurrentBag<PixelWindow> windows) : IRasterSource
        {
            public RasterGrid Grid => inner.Grid;

            public int BandCount => inner.BandCount;

            public Task ReadAsync(RasterBand band, RasterGrid target, PixelWindow window, Resampling resampling, Memory<ushort> destination, CancellationToken cancellationToken = default)
            {
                windows.Add(window);
                return inner.ReadAsync(band, target, window, resampling, destination, cancellationToken);
            }

            public ValueTask DisposeAsync() => inner.DisposeAsync();
        }
    }
}
