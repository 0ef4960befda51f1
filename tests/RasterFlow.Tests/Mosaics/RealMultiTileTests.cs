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

/// <summary>Real Sentinel-2 scenes of four tiles on two dates, whose catalogue names classifications that are out of reach: a dataset of the user's own without a mask.</summary>
public sealed class RealMultiTileTests
{
    private const int Side = 229;

    /// <summary>All that the four tiles show, made as a job makes it: in blocks that lie across the tiles' edges, as one store.</summary>
    [SkippableTheory]
    [InlineData(16)]
    [InlineData(64)]
    [InlineData(128)]
    public async Task Build_OfFourTiles_IsOneMosaicWithoutSeams(int block)
    {
        Skip.If(Repository.RealData is null, Repository.RealDataMissing);
        using RangeReaderFactory readers = new(new SourcePolicy { AllowFiles = true });
        MosaicPlan plan = (await PlanAsync(new AreaOfInterest(TestScenes.Box(14.95, 47.7, 17.95, 49.7)), readers)) with { BlockSize = block, ChunkSize = 16 };
        CogRasterOpener opener = new(readers);
        using TemporaryStore store = new();

        ushort[] actual = await BuildAsync(plan, opener, store.Objects);

        plan.Steps[0].Scenes.Select(scene => scene.Id[4..9]).Distinct().Count().ShouldBe(4);
        string[] sources = ["blue#1", "nir#1"];
        HashSet<string> shown = [];
        for (int band = 0; band < sources.Length; band++)
        {
            List<(PlannedScene Scene, RasterGrid Grid, ushort[] Pixels)> images = await ReadAsync(plan, opener, sources[band]);
            for (int i = 0; i < plan.Grid.Window.Area; i++)
            {
                actual[(band * plan.Grid.Window.Area) + i].ShouldBe(Plain(plan.Grid, i, images, shown), $"{sources[band]}, pixel {i % plan.Grid.Width}, {i / plan.Grid.Width}");
            }
        }

        shown.Count.ShouldBe(7, "every scene decides some pixel");
        ShouldHaveNoGap(plan, actual);
    }

    /// <summary>Around the corner where the four tiles meet every pixel has data.</summary>
    private static void ShouldHaveNoGap(MosaicPlan plan, ushort[] actual)
    {
        NetTopologySuite.Geometries.Envelope corner = new CrsTransform(Crs.Wgs84, plan.Grid.Crs).Apply(new NetTopologySuite.Geometries.Envelope(16.2, 16.6, 48.5, 48.9));
        for (int i = 0; i < plan.Grid.Window.Area; i++)
        {
            double x = plan.Grid.OriginX + ((i % plan.Grid.Width) * plan.Grid.PixelSize);
            double y = plan.Grid.OriginY - ((i / plan.Grid.Width) * plan.Grid.PixelSize);
            if (corner.Contains(x, y))
            {
                actual[i].ShouldNotBe((ushort)0, $"pixel {i % plan.Grid.Width}, {i / plan.Grid.Width}");
            }
        }
    }

    private static async Task<ushort[]> BuildAsync(MosaicPlan plan, CogRasterOpener opener, FileObjectStore store)
    {
        RasterStoreLayout layout = RasterStoreLayouts.ForMosaic(plan);
        JobPlan job = new() { JobId = "job", AreaKey = "aoi.parquet", MosaicRoot = "mosaic.zarr", Mosaic = plan, Multiscales = true };
        await RasterStoreWriter.CreateAsync(store, job.MosaicRoot, layout);
        MosaicBlockBuilder builder = new(job, store, opener);
        await Parallel.ForAsync(0, BlockRuns.CountOf(layout), async (run, token) => await builder.BuildAsync(run, token));
        RasterStoreReader reader = await RasterStoreReader.OpenAsync(store, job.MosaicRoot);
        ushort[] samples = new ushort[plan.Bands.Count * plan.Grid.Window.Area];
        for (int band = 0; band < plan.Bands.Count; band++)
        {
            await reader.ReadAsync<ushort>(0, band, plan.Grid.Window, samples.AsMemory(band * plan.Grid.Window.Area, plan.Grid.Window.Area));
        }

        return samples;
    }

    private static async Task<List<(PlannedScene Scene, RasterGrid Grid, ushort[] Pixels)>> ReadAsync(MosaicPlan plan, CogRasterOpener opener, string source)
    {
        List<(PlannedScene Scene, RasterGrid Grid, ushort[] Pixels)> images = [];
        foreach (PlannedScene scene in plan.Steps[0].Scenes)
        {
            await using IRasterSource image = await opener.OpenAsync(scene.Assets[source]);
            ushort[] pixels = new ushort[Side * Side];
            await image.ReadAsync(0, image.Grid, image.Grid.Window, Resampling.Nearest, pixels);
            images.Add((scene, image.Grid, pixels));
        }

        return images;
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
    private static ushort Plain(RasterGrid grid, int pixel, IEnumerable<(PlannedScene Scene, RasterGrid Grid, ushort[] Pixels)> images, HashSet<string> shown)
    {
        double x = grid.OriginX + (((pixel % grid.Width) + 0.5) * grid.PixelSize);
        double y = grid.OriginY - (((pixel / grid.Width) + 0.5) * grid.PixelSize);
        int[] looks = [.. images.GroupBy(image => image.Scene.Acquisition)
            .Select(pass => pass.Select(image => (image.Scene.Id, Value: At(image.Grid, image.Pixels, x, y))).FirstOrDefault(look => look.Value != 0))
            .Where(look => look.Value != 0 && (shown.Add(look.Id) || true)).Select(look => look.Value).Order()];
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
