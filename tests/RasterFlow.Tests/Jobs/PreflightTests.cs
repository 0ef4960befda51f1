using System.Text.Json;
using NetTopologySuite.Geometries;
using RasterFlow.Areas;
using RasterFlow.Jobs;
using RasterFlow.Mosaics;
using RasterFlow.Scenes;
using RasterFlow.Tests.Mosaics;

namespace RasterFlow.Tests.Jobs;

/// <summary>Coverage, looks and gaps against areas and shares worked out by hand: outlines cut the area at meridians, so shares are shares of its width.</summary>
public sealed class PreflightTests
{
    private static readonly Polygon Area = TestScenes.Box(15.5, 45.5, 15.6, 45.55);

    [Fact]
    public void Of_WholeCoverage_HasNoGapsAndSumsClearLooks()
    {
        PreflightReport report = Report([Scene("a", "2023-05-01", 15.0, 16.0, cloud: 20), Scene("b", "2023-06-01", 15.0, 16.0, cloud: 50), Scene("c", "2023-07-01", 15.0, 15.575, cloud: 0)]);

        PreflightCoverage coverage = report.Steps.ShouldHaveSingleItem().Datasets.ShouldHaveSingleItem();
        (report.CanRun, report.IsCovered).ShouldBe((true, true));
        (coverage.Scenes, coverage.Acquisitions, coverage.CoveredShare, coverage.MissingKm2).ShouldBe((3, 3, 1, 0));
        coverage.Missing.ShouldBeNull();
        coverage.ExpectedClearLooks.ShouldBe(0.8 + 0.5 + 0.75, 1e-6);
        coverage.FewestLooks.ShouldBe(2);

        // A quarter of the area has the two cloudy looks alone.
        coverage.ExpectedEmptyShare.ShouldBe(0.25 * 0.2 * 0.5, 1e-3);
    }

    [Fact]
    public void Of_HalfCoverage_GivesTheGapAsShareAndGeometry()
    {
        PreflightReport report = Report([Scene("a", "2023-05-01", 15.0, 15.54, cloud: 10)]);

        PreflightCoverage coverage = report.Steps[0].Datasets[0];
        report.IsCovered.ShouldBeFalse();
        coverage.CoveredShare.ShouldBe(0.4, 1e-6);
        coverage.MissingKm2.ShouldBe(0.6 * report.AreaKm2, 1e-4);
        coverage.FewestLooks.ShouldBe(0);
        JsonElement ring = coverage.Missing!.Value.GetProperty("coordinates")[0][0];
        ring.EnumerateArray().Select(place => place[0].GetDouble()).Distinct().Order().ShouldBe([15.54, 15.6]);
        report.Warnings.ShouldContain(warning => warning.Contains("60 %", StringComparison.Ordinal));
    }

    [Fact]
    public void Of_ScenesOfOnePass_AreOneLookWhereTheyOverlap()
    {
        Scene west = Scene("w", "2023-05-01", 15.0, 15.56, cloud: 0);
        Scene east = Scene("e", "2023-05-01", 15.54, 16.0, cloud: 0);

        PreflightCoverage coverage = Report([west, east]).Steps[0].Datasets[0];

        (coverage.Scenes, coverage.Acquisitions, coverage.FewestLooks).ShouldBe((2, 1, 1));
        coverage.ExpectedClearLooks.ShouldBe(1, 1e-9);
    }

    [Fact]
    public void Of_NoScenes_AnswersThatNothingIsCovered()
    {
        PreflightReport report = Report([]);

        (report.CanRun, report.IsCovered).ShouldBe((false, false));
        report.Steps[0].Datasets[0].CoveredShare.ShouldBe(0);
        report.Steps[0].Datasets[0].MissingKm2.ShouldBe(GeodesicArea.SquareKilometres(Area), 1e-9);
        report.Warnings.ShouldContain(warning => warning.Contains("no scene covers any of the area", StringComparison.Ordinal));
        report.Grid.Width.ShouldBeGreaterThan(700);
    }

    [Fact]
    public void Of_SeasonalDatasets_AreToldApart()
    {
        PreflightReport report = Report(
            [Scene("spring", "2023-05-01", 15.0, 16.0, cloud: 0)], DatasetName.S2MedPlanting, DatasetName.S2MedHarvest);

        report.Steps[0].Datasets.Select(dataset => (dataset.Dataset, dataset.Scenes)).ShouldBe([(DatasetName.S2MedPlanting, 1), (DatasetName.S2MedHarvest, 0)]);
        report.CanRun.ShouldBeFalse();
    }

    [Fact]
    public void Of_Sizes_AreThoseOfTheStores()
    {
        PreflightReport report = Report([Scene("a", "2023-05-01", 15.0, 16.0, cloud: 0)]);

        (long width, long height) = (report.Grid.Width, report.Grid.Height);
        report.Size.Pixels.ShouldBe(width * height);
        report.Size.MosaicBytes.ShouldBe(width * height * 4 * 2);
        (long halfWidth, long halfHeight) = ((width + 1) / 2, (height + 1) / 2);
        Math.Max(width, height).ShouldBeInRange(513, 1024);
        report.Size.LevelBytes.ShouldBe(halfWidth * halfHeight * 4 * 2);
        report.Size.Blocks.ShouldBe((int)(((width + 1023) / 1024) * ((height + 1023) / 1024)));
    }

    private static Scene Scene(string id, string day, double west, double east, double cloud) =>
        TestScenes.Scene(id, day) with { Footprint = TestScenes.Box(west, 45.0, east, 46.0), CloudCover = cloud };

    private static PreflightReport Report(IReadOnlyList<Scene> scenes, params string[] datasets)
    {
        JobDocument document = new()
        {
            Aoi = default,
            Datasets = datasets.Length > 0 ? datasets : [DatasetName.S2MedWindowedPixel],
            Start = new DateOnly(2023, 1, 1),
            End = new DateOnly(2024, 1, 1),
            Scenes = new Uri("https://catalogue.example/items.json"),
        };
        MosaicPlan plan = MosaicPlanner.Plan(TestScenes.Request(Area, [.. document.Datasets]), scenes);
        return Preflight.Of(new CheckedJob(document, new AreaOfInterest(Area), plan, null, scenes));
    }
}
