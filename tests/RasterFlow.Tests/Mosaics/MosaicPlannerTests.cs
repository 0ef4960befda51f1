using NetTopologySuite.Geometries;
using RasterFlow.Areas;
using RasterFlow.Imagery;
using RasterFlow.Mosaics;
using RasterFlow.Scenes;
using RasterFlow.Zarr;

namespace RasterFlow.Tests.Mosaics;

public sealed class MosaicPlannerTests
{
    [Fact]
    public void Plan_NativeGrid_SnapsTheAreaOutwardsToItsLattice()
    {
        MosaicPlan plan = MosaicPlanner.Plan(TestScenes.Request(), [TestScenes.Scene("a", originX: 499983, originY: 5100004)]);

        RasterGrid grid = plan.Grid;
        Envelope area = new CrsTransform(Crs.Wgs84, grid.Crs).Apply(TestScenes.Box(15.5, 45.5, 15.6, 45.55)).EnvelopeInternal;
        grid.Crs.Epsg.ShouldBe(32633);
        grid.PixelSize.ShouldBe(10);
        ((grid.OriginX - 499983) % 10).ShouldBe(0);
        ((grid.OriginY - 5100004) % 10).ShouldBe(0);
        grid.Bounds.Contains(area).ShouldBeTrue();
        grid.Bounds.Width.ShouldBeLessThan(area.Width + 20.1);
        grid.Bounds.Height.ShouldBeLessThan(area.Height + 22);
    }

    /// <summary>An offset of a third of a pixel, which no share of a pixel in decimals gives.</summary>
    [Fact]
    public void Plan_NativeGridOffByAThird_IsExact()
    {
        RasterGrid grid = MosaicPlanner.Plan(TestScenes.Request() with { Resolution = 30 }, [TestScenes.Scene("a", originX: 499990, originY: 5100020, pixelSize: 30)]).Grid;

        ((grid.OriginX - 499990) % 30, (grid.OriginY - 5100020) % 30).ShouldBe((0, 0));
    }

    [Fact]
    public void Plan_AreaOnTheLattice_GivesItExactly()
    {
        RasterGrid grid = MosaicPlanner.Plan(TestScenes.Request() with { TargetCrs = Crs.Wgs84, Resolution = 0.01 }, [TestScenes.Scene("a")]).Grid;

        (grid.Width, grid.Height).ShouldBe((10, 5));
        grid.OriginX.ShouldBe(15.5, 1e-9);
        grid.OriginY.ShouldBe(45.55, 1e-9);
    }

    [Fact]
    public void Plan_ScenesOfTwoZones_TakesTheZoneOfTheArea()
    {
        Scene[] scenes = [TestScenes.Scene("a", epsg: 32634), TestScenes.Scene("b"), TestScenes.Scene("c", epsg: 32634)];

        MosaicPlanner.Plan(TestScenes.Request(), scenes).Grid.Crs.Epsg.ShouldBe(32633);
        MosaicPlanner.Plan(TestScenes.Request(), scenes[..1]).Grid.Crs.Epsg.ShouldBe(32633, "whichever scenes are found");
    }

    [Theory]
    [InlineData(3765)]
    [InlineData(3857)]
    [InlineData(25834)]
    public void Plan_ScenesThatShareAnotherSystem_KeepsIt(int epsg)
    {
        Scene own = TestScenes.Scene("own", epsg: epsg);

        MosaicPlanner.Plan(TestScenes.Request(), [own]).Grid.Crs.Epsg.ShouldBe(epsg);
        MosaicPlanner.Plan(TestScenes.Request(), [own, TestScenes.Scene("other", epsg: 32634)]).Grid.Crs.Epsg.ShouldBe(32633);
    }

    [Fact]
    public void Plan_NoSceneKnowsItsGrid_TakesTheZoneOfTheAreaAndTenMetres()
    {
        RasterGrid grid = MosaicPlanner.Plan(TestScenes.Request(), [TestScenes.Scene("a", epsg: null)]).Grid;

        (grid.Crs.Epsg, grid.PixelSize).ShouldBe((32633, 10));
        (grid.OriginX % 10).ShouldBe(0);
    }

    [Fact]
    public void Plan_TargetCrs_UsesMultiplesOfTheResolution()
    {
        RasterGrid grid = MosaicPlanner.Plan(TestScenes.Request() with { TargetCrs = Crs.WebMercator, Resolution = 20 }, [TestScenes.Scene("a")]).Grid;

        (grid.Crs.Epsg, grid.PixelSize, grid.OriginX % 20, grid.OriginY % 20).ShouldBe((3857, 20, 0, 0));
    }

    [Fact]
    public void Plan_UnusableScenes_AreReportedWithTheReason()
    {
        Scene[] scenes =
        [
            TestScenes.Scene("cloudy") with { CloudCover = 75 },
            TestScenes.Scene("far") with { Footprint = TestScenes.Box(18, 45, 19, 46) },
            TestScenes.Scene("late", day: "2024-01-01"),
            TestScenes.Scene("no-scl", without: "SCL"),
            TestScenes.Scene("good"),
        ];

        MosaicPlan plan = MosaicPlanner.Plan(TestScenes.Request(), scenes);

        plan.Steps.Single().Scenes.Select(scene => scene.Id).ShouldBe(["good"]);
        plan.Skipped.Select(scene => scene.Id).ShouldBe(["cloudy", "far", "late", "no-scl"]);
        plan.Skipped[3].Reason.ShouldContain("SCL");
    }

    [Fact]
    public void Plan_ScenesOfOnePass_PutsThoseOnTheGridFirst()
    {
        Scene[] scenes =
        [
            TestScenes.Scene("a-shifted", originX: 499984), TestScenes.Scene("b-zone", epsg: 32634),
            TestScenes.Scene("d"), TestScenes.Scene("c"), TestScenes.Scene("e", day: "2023-08-14"),
        ];

        MosaicPlan plan = MosaicPlanner.Plan(TestScenes.Request(), scenes);

        plan.Steps[0].Scenes.Select(scene => scene.Id).ShouldBe(["e", "c", "d", "a-shifted", "b-zone"]);
        MosaicPlanner.Plan(TestScenes.Request(), [.. scenes.Reverse()]).ToJson().ShouldBe(plan.ToJson());
    }

    [Fact]
    public void Plan_SeasonalDatasets_TakeOnlyTheirScenes()
    {
        Scene[] scenes = [TestScenes.Scene("april", "2023-04-15"), TestScenes.Scene("june", "2023-06-15"), TestScenes.Scene("september", "2023-09-15")];

        MosaicPlan plan = MosaicPlanner.Plan(TestScenes.Request(null, DatasetName.S2MedPlanting, DatasetName.S2MedHarvest), scenes);

        plan.Steps[0].Scenes.Select(scene => (scene.Id, scene.Layers.Single())).ShouldBe([("april", 0), ("september", 1)]);
        plan.Skipped.Single().Id.ShouldBe("june");
        plan.Bands.Count.ShouldBe(10);
        plan.Bands[4].ShouldBe("s2med_planting:N_VALID_PIXELS");
    }

    [Fact]
    public void Plan_AsJson_ComesBackEqual()
    {
        MosaicPlan plan = MosaicPlanner.Plan(TestScenes.Request() with { CountValidPixels = true }, [TestScenes.Scene("a"), TestScenes.Scene("b", without: "B02")]);

        MosaicPlan copy = MosaicPlan.FromJson(plan.ToJson());

        copy.ToJson().ShouldBe(plan.ToJson());
        copy.Grid.ShouldBe(plan.Grid);
        copy.Steps[0].Scenes[0].Window.ShouldBe(plan.Steps[0].Scenes[0].Window);
        copy.Steps[0].Scenes[0].Assets.ShouldBe(plan.Steps[0].Scenes[0].Assets);
        RasterStoreLayouts.ForMosaic(copy).Bands[^1].ShouldBe("s2med_windowed_pixel:N_VALID_PIXELS");
    }

    [Fact]
    public void Plan_TooLarge_IsRefusedBeforeAnythingIsAllocated()
    {
        MosaicRequest world = TestScenes.Request(TestScenes.Box(-179, -80, 179, 80)) with { TargetCrs = Crs.Wgs84 };

        Should.Throw<MosaicPlanException>(() => MosaicPlanner.Plan(world with { Resolution = 1e-9 }, [])).Message.ShouldContain("coarser resolution");
        Should.Throw<MosaicPlanException>(() => MosaicPlanner.Plan(world with { Resolution = 2e-5, BlockSize = 256 }, [])).Message.ShouldContain("blocks");
    }

    [Fact]
    public void Plan_BlocksTooLargeForMemory_AreRefusedBeforeAnythingRuns()
    {
        MosaicRequest request = TestScenes.Request(null, DatasetName.S2MedWindowedPixelAllBands) with { BlockSize = 8192 };

        MosaicPlanException refused = Should.Throw<MosaicPlanException>(() => MosaicPlanner.Plan(request, []));

        refused.Field.ShouldBe("block_size");
        refused.Message.ShouldContain("at most 768 MB");
    }

    [Fact]
    public void Plan_SameBandTwice_IsRefused() => Should.Throw<MosaicPlanException>(() =>
        MosaicPlanner.Plan(TestScenes.Request(null, DatasetName.S2MedWindowedPixel, DatasetName.S2MedWindowedPixelAllBands), [])).Message.ShouldContain(":B02");
}
