using RasterFlow.Areas;
using RasterFlow.Jobs;
using RasterFlow.Mosaics;
using RasterFlow.Scenes;
using RasterFlow.Storage;
using RasterFlow.Tests.Zarr;
using RasterFlow.Zarr;

namespace RasterFlow.Tests.Mosaics;

/// <summary>Scenes that cannot be read while blocks are made.</summary>
public sealed class SceneFailureTests : IDisposable
{
    private readonly TemporaryStore _store = new();

    public void Dispose() => _store.Dispose();

    [Fact]
    public async Task BuildAsync_Fail_ThrowsAndWritesNoBlock()
    {
        (JobPlan plan, MemoryRasters images) = await CreateAsync(SceneFailure.Fail);
        images.Broken.Add(plan.Mosaic.Steps[0].Scenes[1].Assets["B04"]);

        await Should.ThrowAsync<SceneReadException>(() => new MosaicBlockBuilder(plan, _store.Objects, images).BuildAsync(0));

        (await KeysAsync("mosaic.zarr/variables/c")).ShouldBeEmpty();
    }

    [Fact]
    public async Task BuildAsync_Skip_IsTheMosaicWithoutTheScenesAndSaysSo()
    {
        (JobPlan plan, MemoryRasters images) = await CreateAsync(SceneFailure.Skip);
        PlannedScene[] broken = [plan.Mosaic.Steps[0].Scenes[1], plan.Mosaic.Steps[0].Scenes[3]];
        images.Broken.Add(broken[0].Assets["B04"]);
        images.Broken.Add(broken[1].Assets["SCL"]);

        await BuildAllAsync(plan, images);

        MosaicStep step = plan.Mosaic.Steps[0];
        MosaicPlan without = plan.Mosaic with { Steps = [step with { Scenes = [.. step.Scenes.Where(scene => !broken.Contains(scene))] }] };
        ushort[] expected = new ushort[plan.Mosaic.Bands.Count * plan.Mosaic.Grid.Window.Area];
        await new BlockCompositor(without, images).CompositeAsync(0, plan.Mosaic.Grid.Window, expected);
        (await ReadAllAsync(plan)).ShouldBe(expected);

        SceneFailureLog log = new(_store.Objects, plan.MosaicRoot);
        await log.SummarizeAsync();
        IReadOnlyList<SkippedInput> skipped = await log.ReadSummaryAsync();
        skipped.Select(scene => scene.Id).ShouldBe(broken.Select(scene => scene.Id));
        skipped.ShouldAllBe(scene => scene.Reason.Contains("sand") && scene.Reason.Contains("blocks"));
    }

    [Fact]
    public async Task BuildAsync_AgainWhenTheSceneIsBack_GivesTheSameBytes()
    {
        (JobPlan plan, MemoryRasters images) = await CreateAsync(SceneFailure.Skip);
        images.Broken.Add(plan.Mosaic.Steps[0].Scenes[1].Assets["B04"]);
        await BuildAllAsync(plan, images);
        string[] keys = await KeysAsync("mosaic.zarr/variables/c");
        byte[] before = (await _store.Objects.ReadAsync(keys[0]))!;

        // The writer was killed after its record of the scene and before (or while) it wrote the block; now the scene can be read.
        await _store.Objects.DeleteAsync(keys[0]);
        images.Broken.Clear();
        await BuildAllAsync(plan, images);

        (await _store.Objects.ReadAsync(keys[0]))!.ShouldBe(before);
    }

    /// <summary>Damaged or out of reach: the job says that such scenes are left out, also where nothing else shows the place.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task BuildAsync_SkipAndNoSceneIsLeft_LeavesTheBlockEmptyAndSaysSo(bool damaged)
    {
        (JobPlan plan, MemoryRasters images) = await CreateAsync(SceneFailure.Skip);
        (damaged ? images.Damaged : images.Broken).UnionWith(plan.Mosaic.Steps[0].Scenes.Select(scene => scene.Assets["SCL"]));

        await BuildAllAsync(plan, images);

        (await ReadAllAsync(plan)).ShouldAllBe(value => value == 0);
        SceneFailureLog log = new(_store.Objects, plan.MosaicRoot);
        await log.SummarizeAsync();
        (await log.ReadSummaryAsync()).Count.ShouldBe(5);
    }

    /// <summary>A mistake of ours, a lack of memory or a host that stops is no unreadable scene: it must not become a mosaic without it.</summary>
    [Theory]
    [InlineData(typeof(NullReferenceException))]
    [InlineData(typeof(IndexOutOfRangeException))]
    [InlineData(typeof(ArgumentException))]
    [InlineData(typeof(InvalidOperationException))]
    [InlineData(typeof(OutOfMemoryException))]
    [InlineData(typeof(OverflowException))]
    [InlineData(typeof(OperationCanceledException))]
    [InlineData(typeof(TaskCanceledException))]
    public async Task BuildAsync_SkipAndAFailureThatIsNotOfTheImage_Throws(Type type)
    {
        Exception failure = (Exception)Activator.CreateInstance(type)!;
        (JobPlan plan, MemoryRasters images) = await CreateAsync(SceneFailure.Skip);
        images.Throws[plan.Mosaic.Steps[0].Scenes[1].Assets["B04"]] = failure;

        Exception thrown = (await Record.ExceptionAsync(() => new MosaicBlockBuilder(plan, _store.Objects, images).BuildAsync(0))).ShouldNotBeNull();

        thrown.ShouldBeAssignableTo(failure is OperationCanceledException ? typeof(OperationCanceledException) : type);
        (await KeysAsync("mosaic.zarr.skipped")).ShouldBeEmpty();
        (await KeysAsync("mosaic.zarr/variables/c")).ShouldBeEmpty();
    }

    [Fact]
    public async Task BuildAsync_Cancelled_LeavesNoRecord()
    {
        (JobPlan plan, MemoryRasters images) = await CreateAsync(SceneFailure.Skip);
        using CancellationTokenSource stop = new();
        await stop.CancelAsync();

        await Should.ThrowAsync<OperationCanceledException>(() => new MosaicBlockBuilder(plan, _store.Objects, images).BuildAsync(0, stop.Token));

        (await KeysAsync("mosaic.zarr.skipped")).ShouldBeEmpty();
    }

    private async Task<(JobPlan Plan, MemoryRasters Images)> CreateAsync(SceneFailure onFailure)
    {
        Scene[] scenes = [.. Enumerable.Range(0, 5).Select(i => TestScenes.Scene($"scene-{i}", $"2023-06-{10 + i}"))];
        MosaicRequest request = TestScenes.Request(TestScenes.Box(15.5, 45.5, 15.51, 45.508)) with { BlockSize = 64, ChunkSize = 16, OnSceneFailure = onFailure };
        JobPlan plan = new()
        {
            JobId = "job",
            AreaKey = "aoi.parquet",
            MosaicRoot = "mosaic.zarr",
            Mosaic = MosaicPlanner.Plan(request, scenes),
            Multiscales = false,
        };
        MemoryRasters images = new(plan.Mosaic.Grid);
        Random random = new(5);
        foreach ((string band, Uri href) in plan.Mosaic.Steps[0].Scenes.SelectMany(scene => scene.Assets))
        {
            images.Images[href] = [.. Enumerable.Range(0, plan.Mosaic.Grid.Window.Area).Select(_ => band == "SCL" ? (ushort)random.Next(3, 7) : (ushort)random.Next(800, 3000))];
        }

        await RasterStoreWriter.CreateAsync(_store.Objects, plan.MosaicRoot, RasterStoreLayouts.ForMosaic(plan.Mosaic));
        return (plan, images);
    }

    private async Task BuildAllAsync(JobPlan plan, MemoryRasters images)
    {
        MosaicBlockBuilder builder = new(plan, _store.Objects, images);
        for (int run = 0; run < BlockRuns.CountOf(RasterStoreLayouts.ForMosaic(plan.Mosaic)); run++)
        {
            await builder.BuildAsync(run);
        }
    }

    private async Task<ushort[]> ReadAllAsync(JobPlan plan)
    {
        RasterStoreReader reader = await RasterStoreReader.OpenAsync(_store.Objects, plan.MosaicRoot);
        int area = plan.Mosaic.Grid.Window.Area;
        ushort[] samples = new ushort[plan.Mosaic.Bands.Count * area];
        for (int band = 0; band < plan.Mosaic.Bands.Count; band++)
        {
            await reader.ReadAsync<ushort>(0, band, plan.Mosaic.Grid.Window, samples.AsMemory(band * area, area));
        }

        return samples;
    }

    private async Task<string[]> KeysAsync(string prefix)
    {
        List<string> keys = [];
        await foreach (ObjectEntry entry in _store.Objects.ListAsync(prefix))
        {
            keys.Add(entry.Key);
        }

        return [.. keys.Order(StringComparer.Ordinal)];
    }
}
