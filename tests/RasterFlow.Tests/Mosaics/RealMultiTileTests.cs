using RasterFlow.Areas;
using RasterFlow.Imagery;
using RasterFlow.Mosaics;
using RasterFlow.Scenes;
using RasterFlow.Storage;
using RasterFlow.Tests.Support;

namespace RasterFlow.Tests.Mosaics;

/// <summary>Real Sentinel-2 scenes of four tiles on two dates, whose catalogue names classifications that are out of reach: a dataset of the user's own without a mask.</summary>
public sealed class RealMultiTileTests
{
    private const int Side = 229;

    [SkippableFact]
    public async Task Composite_OfFourTiles_IsOneMosaicWithoutSeams()
    {
        Skip.If(Repository.RealData is null, Repository.RealDataMissing);
        using RangeReaderFactory readers = new(new SourcePolicy { AllowFiles = true });
        AreaOfInterest area = new(TestScenes.Box(16.2, 48.5, 16.6, 48.9));
        MosaicPlan plan = await PlanAsync(area, readers);
        CogRasterOpener opener = new(readers);
        List<(PlannedScene Scene, RasterGrid Grid, ushort[] Pixels)> images = [];
        foreach (PlannedScene scene in plan.Steps[0].Scenes)
        {
            await using IRasterSource source = await opener.OpenAsync(scene.Assets["blue#1"]);
            ushort[] pixels = new ushort[Side * Side];
            await source.ReadAsync(0, source.Grid, source.Grid.Window, Resampling.Nearest, pixels);
            images.Add((scene, source.Grid, pixels));
        }

        ushort[] actual = new ushort[plan.Bands.Count * plan.Grid.Window.Area];
        await new BlockCompositor(plan, opener).CompositeAsync(0, plan.Grid.Window, actual);

        plan.Steps[0].Scenes.Select(scene => scene.Id[4..9]).Distinct().Count().ShouldBe(4);
        for (int i = 0; i < plan.Grid.Window.Area; i++)
        {
            actual[i].ShouldBe(Plain(plan.Grid, i, images), $"pixel {i}");
        }

        actual.AsSpan(0, plan.Grid.Window.Area).Contains((ushort)0).ShouldBeFalse("tiles lie side by side without a gap");
    }

    [SkippableFact]
    public async Task Plan_DatasetWhoseImagesAreMissing_SaysWhichForEachScene()
    {
        Skip.If(Repository.RealData is null, Repository.RealDataMissing);
        using RangeReaderFactory readers = new(new SourcePolicy { AllowFiles = true });
        MosaicPlan plan = await PlanAsync(new AreaOfInterest(TestScenes.Box(16.2, 48.5, 16.6, 48.9)), readers, "thermal");

        plan.Steps[0].Scenes.ShouldBeEmpty();
        plan.Skipped.Count.ShouldBe(7);
        plan.Skipped.ShouldAllBe(scene => scene.Reason == "the catalogue names no image for thermal");
    }

    private static async Task<MosaicPlan> PlanAsync(AreaOfInterest area, RangeReaderFactory readers, string asset = "blue")
    {
        ISceneSource source = await SceneSources.OpenAsync(new Uri(Path.Combine(Repository.RealData!, "s2-multitile", "catalog.json")), readers);
        SceneQuery query = new(area, new DateTimeOffset(2022, 4, 1, 0, 0, 0, TimeSpan.Zero), new DateTimeOffset(2022, 5, 1, 0, 0, 0, TimeSpan.Zero), 101);
        Dataset own = new() { Name = "OWN", LabelPrefix = "own", Bands = [asset, "nir"], Sources = [$"{asset}#1", "nir#1"] };
        MosaicRequest request = new()
        {
            Datasets = ["OWN"],
            OwnDatasets = [own],
            Area = area,
            Start = new DateOnly(2022, 4, 1),
            End = new DateOnly(2022, 5, 1),
            Resolution = 480,
            TargetCrs = Crs.FromEpsg(32633),
            MaxCloudCover = 101,
        };
        return MosaicPlanner.Plan(request, await source.SearchAsync(query));
    }

    /// <summary>Of each pass the first scene with data at the pixel; of the passes the median.</summary>
    private static ushort Plain(RasterGrid grid, int pixel, IEnumerable<(PlannedScene Scene, RasterGrid Grid, ushort[] Pixels)> images)
    {
        double x = grid.OriginX + (((pixel % grid.Width) + 0.5) * grid.PixelSize);
        double y = grid.OriginY - (((pixel / grid.Width) + 0.5) * grid.PixelSize);
        int[] looks = [.. images.GroupBy(image => image.Scene.Acquisition)
            .Select(pass => pass.Select(image => At(image.Grid, image.Pixels, x, y)).FirstOrDefault(value => value != 0))
            .Where(value => value != 0).Order()];
        return looks.Length == 0 ? (ushort)0 : (ushort)Math.Round((looks[(looks.Length - 1) / 2] + looks[looks.Length / 2]) / 2.0, MidpointRounding.ToEven);
    }

    private static int At(RasterGrid grid, ushort[] pixels, double x, double y)
    {
        // A centre on the line between two pixels belongs to the right or lower one, whatever the rounding of coordinates.
        double column = Math.Floor(((x - grid.OriginX) / grid.PixelSize) + 1e-6);
        double row = Math.Floor(((grid.OriginY - y) / grid.PixelSize) + 1e-6);
        return column >= 0 && row >= 0 && column < Side && row < Side ? pixels[((int)row * Side) + (int)column] : 0;
    }
}
