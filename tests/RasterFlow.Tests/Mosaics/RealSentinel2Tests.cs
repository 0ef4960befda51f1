using NetTopologySuite.Geometries;
using RasterFlow.Areas;
using RasterFlow.Imagery;
using RasterFlow.Mosaics;
using RasterFlow.Scenes;
using RasterFlow.Storage;
using RasterFlow.Tests.Support;

namespace RasterFlow.Tests.Mosaics;

/// <summary>
/// The whole way from a catalogue to a composite on real Sentinel-2 scenes of tile 33TWL, against a median computed with numpy.
/// The catalogue also holds the northern neighbour 33TWM of one of the passes, whose pixels overlap and must not count twice.
/// </summary>
public sealed class RealSentinel2Tests
{
    [SkippableTheory]
    [InlineData(499980, 4990200, 609780, 5100000)]
    [InlineData(499980, 5080000, 520000, 5100000)]
    [InlineData(560000, 5088000, 609780, 5100000)]
    [InlineData(541234, 5041234, 562345, 5059876)]
    [InlineData(499990, 4990210, 505000, 4999000)]
    public async Task Composite_OfABoxIn33TWL_EqualsNumpyInEveryPixel(double west, double south, double east, double north)
    {
        Skip.If(Repository.RealData is null, Repository.RealDataMissing);
        string folder = Path.Combine(Repository.RealData, "s2-33T");
        CogRasterOpener opener = new(new RangeReaderFactory(new SourcePolicy { AllowFiles = true }));
        MosaicPlan plan = await PlanAsync(folder, new Envelope(west, east, south, north));
        await using IRasterSource expected = await opener.OpenAsync(new Uri(Path.Combine(folder, "expected_median_33TWL.tif")));
        PixelWindow window = Inside(plan.Grid, expected.Grid);
        ushort[] actual = new ushort[plan.Bands.Count * window.Area];

        await new BlockCompositor(plan, opener).CompositeAsync(0, window, actual);

        plan.Steps[0].Scenes.Any(scene => scene.Id.Contains("33TWM", StringComparison.Ordinal)).ShouldBe(north > 5095000);
        ushort[] plane = new ushort[window.Area];
        for (int band = 0; band < plan.Bands.Count; band++)
        {
            await expected.ReadAsync(band, plan.Grid, window, Resampling.Nearest, plane);
            int different = plane.Where((value, i) => value != actual[(band * window.Area) + i]).Count();
            different.ShouldBe(0, $"{plan.Bands[band]}: {different} of {window.Area} pixels differ");
            plane.AsSpan().ContainsAnyExcept((ushort)0).ShouldBeTrue();
        }
    }

    [SkippableFact]
    public async Task Composite_NeighbourCountedAsAnotherLook_Differs()
    {
        Skip.If(Repository.RealData is null, Repository.RealDataMissing);
        CogRasterOpener opener = new(new RangeReaderFactory(new SourcePolicy { AllowFiles = true }));
        MosaicPlan plan = await PlanAsync(Path.Combine(Repository.RealData, "s2-33T"), new Envelope(560000, 570000, 5096000, 5100000));
        MosaicStep step = plan.Steps[0];
        MosaicPlan twice = plan with { Steps = [step with { Scenes = [.. step.Scenes.Select(scene => scene with { Acquisition = scene.Id })] }] };
        ushort[] once = new ushort[plan.Bands.Count * plan.Grid.Window.Area];
        ushort[] doubled = new ushort[once.Length];

        await new BlockCompositor(plan, opener).CompositeAsync(0, plan.Grid.Window, once);
        await new BlockCompositor(twice, opener).CompositeAsync(0, plan.Grid.Window, doubled);

        doubled.AsSpan().SequenceEqual(once).ShouldBeFalse("the check against numpy would not notice a broken overlap rule");
    }

    private static async Task<MosaicPlan> PlanAsync(string folder, Envelope box)
    {
        string items = Path.Combine(folder, "items.json");
        ItemCollectionSource source = ItemCollectionSource.Parse(await File.ReadAllTextAsync(items), new Uri(items));
        Geometry utm = new GeometryFactory(new PrecisionModel(), 32633).ToGeometry(box);
        AreaOfInterest area = new(new CrsTransform(Crs.FromEpsg(32633), Crs.Wgs84).Apply(utm));
        SceneQuery query = new(area, new DateTimeOffset(2023, 8, 1, 0, 0, 0, TimeSpan.Zero), new DateTimeOffset(2023, 9, 1, 0, 0, 0, TimeSpan.Zero));
        MosaicRequest request = new()
        {
            Datasets = [DatasetName.S2MedWindowedPixel],
            Area = area,
            Start = new DateOnly(2023, 8, 1),
            End = new DateOnly(2023, 9, 1),
            CountValidPixels = true,
        };
        return MosaicPlanner.Plan(request, await source.SearchAsync(query));
    }

    /// <summary>The part of the plan's grid that the reference covers: snapping the box in degrees may add a pixel around it.</summary>
    private static PixelWindow Inside(RasterGrid grid, RasterGrid reference)
    {
        int x = (int)Math.Round((reference.OriginX - grid.OriginX) / grid.PixelSize);
        int y = (int)Math.Round((grid.OriginY - reference.OriginY) / grid.PixelSize);
        return grid.Window.Intersect(new PixelWindow(x, y, reference.Width, reference.Height));
    }
}
