using RasterFlow.Imagery;
using RasterFlow.Mosaics;
using RasterFlow.Scenes;

namespace RasterFlow.Tests.Mosaics;

public sealed class BlockCompositorTests
{
    private static readonly int[] Clear = [2, 4, 5, 6, 11];

    [Theory]
    [InlineData(1)]
    [InlineData(6)]
    [InlineData(70)]
    public async Task CompositeAsync_RandomScenes_EqualsThePlainDefinition(int scenes)
    {
        (MosaicPlan plan, MemoryRasters images) = Build(scenes, seed: scenes);
        PixelWindow window = plan.Grid.Window;
        ushort[] result = new ushort[plan.Bands.Count * window.Area];

        await new BlockCompositor(plan, images).CompositeAsync(0, window, result);

        result.AsSpan().SequenceEqual(Plain(plan, images)).ShouldBeTrue();
        images.Open.ShouldBe(0);
    }

    [Fact]
    public async Task CompositeAsync_AnyWindow_EqualsThatPartOfTheWhole()
    {
        (MosaicPlan plan, MemoryRasters images) = Build(5, seed: 3);
        BlockCompositor compositor = new(plan, images);
        ushort[] whole = Plain(plan, images);
        PixelWindow window = new(13, 7, 41, 30);
        ushort[] part = new ushort[plan.Bands.Count * window.Area];

        await compositor.CompositeAsync(0, window, part);

        for (int band = 0; band < plan.Bands.Count; band++)
        {
            for (int y = 0; y < window.Height; y++)
            {
                ReadOnlySpan<ushort> expected = whole.AsSpan((((band * plan.Grid.Height) + window.Y + y) * plan.Grid.Width) + window.X, window.Width);
                part.AsSpan(((band * window.Height) + y) * window.Width, window.Width).SequenceEqual(expected).ShouldBeTrue($"band {band}, row {y}");
            }
        }
    }

    [Fact]
    public async Task CompositeAsync_BrokenImage_NamesTheSceneAndTheBand()
    {
        (MosaicPlan plan, MemoryRasters images) = Build(4, seed: 1);
        PlannedScene scene = plan.Steps[0].Scenes[2];
        images.Broken.Add(scene.Assets["B04"]);

        SceneReadException error = await Should.ThrowAsync<SceneReadException>(() =>
            new BlockCompositor(plan, images).CompositeAsync(0, plan.Grid.Window, new ushort[plan.Bands.Count * plan.Grid.Window.Area]));

        (error.SceneId, error.Band).ShouldBe((scene.Id, "B04"));
        error.Message.ShouldContain("sand");
        images.Open.ShouldBe(0);
    }

    [Fact]
    public async Task CompositeAsync_Cancelled_Stops()
    {
        (MosaicPlan plan, MemoryRasters images) = Build(4, seed: 1);

        await Should.ThrowAsync<OperationCanceledException>(() => new BlockCompositor(plan, images)
            .CompositeAsync(0, plan.Grid.Window, new ushort[plan.Bands.Count * plan.Grid.Window.Area], new CancellationToken(canceled: true)));
    }

    [Fact]
    public async Task CompositeAsync_StepWithoutScenes_IsNoData()
    {
        (MosaicPlan plan, MemoryRasters images) = Build(0, seed: 1);
        ushort[] result = new ushort[plan.Bands.Count * plan.Grid.Window.Area];
        Array.Fill(result, (ushort)9);

        await new BlockCompositor(plan, images).CompositeAsync(0, plan.Grid.Window, result);

        result.AsSpan().ContainsAnyExcept((ushort)0).ShouldBeFalse();
    }

    [Fact]
    public async Task CompositeAsync_CloudyScene_ReadsNoneOfItsBands()
    {
        (MosaicPlan plan, MemoryRasters images) = Build(3, seed: 1);
        Array.Fill(images.Images[plan.Steps[0].Scenes[2].Assets["SCL"]], (ushort)9);

        await new BlockCompositor(plan, images).CompositeAsync(0, plan.Grid.Window, new ushort[plan.Bands.Count * plan.Grid.Window.Area]);

        // Three classifications, and four bands of the two scenes that show something.
        images.Reads.ShouldBe(3 + (2 * 4));
    }

    [Fact]
    public async Task CompositeAsync_WindowOutsideTheGrid_IsRefused()
    {
        (MosaicPlan plan, MemoryRasters images) = Build(1, seed: 1);

        await Should.ThrowAsync<ArgumentException>(() => new BlockCompositor(plan, images).CompositeAsync(0, new PixelWindow(0, 0, plan.Grid.Width + 1, 1), new ushort[5]));
    }

    /// <summary>Scenes in pairs of one acquisition, with offsets, all SCL classes and many zeros.</summary>
    private static (MosaicPlan Plan, MemoryRasters Images) Build(int count, int seed)
    {
        Scene[] scenes = [.. Enumerable.Range(0, count).Select(i =>
            TestScenes.Scene($"scene-{i:00}") with { Acquisition = $"pass-{i / 2:00}", DigitalNumberOffset = i % 3 == 0 ? -1000 : 0 })];
        MosaicRequest request = TestScenes.Request(TestScenes.Box(15.5, 45.5, 15.51, 45.508)) with { CountValidPixels = true, BlockSize = 64, ChunkSize = 16 };
        MosaicPlan plan = MosaicPlanner.Plan(request, scenes);
        MemoryRasters images = new(plan.Grid);
        Random random = new(seed);
        foreach ((string band, Uri href) in plan.Steps[0].Scenes.SelectMany(scene => scene.Assets))
        {
            images.Images[href] = [.. Enumerable.Range(0, plan.Grid.Window.Area).Select(_ => band == "SCL"
                ? (ushort)(random.Next(3) == 0 ? 0 : random.Next(12))
                : (ushort)(random.Next(8) == 0 ? 0 : random.Next(800, 3000)))];
        }

        return (plan, images);
    }

    private static ushort[] Plain(MosaicPlan plan, MemoryRasters images)
    {
        int area = plan.Grid.Window.Area;
        string[] bands = [.. plan.Layers.Single().Bands];
        ushort[] result = new ushort[plan.Bands.Count * area];
        for (int pixel = 0; pixel < area; pixel++)
        {
            List<int[]> looks = [];
            foreach (IGrouping<string, PlannedScene> pass in plan.Steps[0].Scenes.GroupBy(scene => scene.Acquisition))
            {
                PlannedScene? decides = pass.FirstOrDefault(scene => images.Images[scene.Assets["SCL"]][pixel] != 0);
                if (decides is not null && Clear.Contains(images.Images[decides.Assets["SCL"]][pixel]))
                {
                    looks.Add([.. bands.Select(band => (int)images.Images[decides.Assets[band]][pixel]).Select(dn => dn == 0 ? 0 : Math.Max(1, dn + decides.DigitalNumberOffset))]);
                }
            }

            for (int band = 0; band < bands.Length; band++)
            {
                int[] valid = [.. looks.Select(look => look[band]).Where(value => value != 0).Order()];
                result[(band * area) + pixel] = valid.Length == 0
                    ? (ushort)0
                    : (ushort)Math.Round((valid[(valid.Length - 1) / 2] + valid[valid.Length / 2]) / 2.0, MidpointRounding.ToEven);
            }

            result[(bands.Length * area) + pixel] = (ushort)looks.Count(look => look.Any(value => value != 0));
        }

        return result;
    }
}
