using NetTopologySuite.Geometries;
using RasterFlow.Areas;
using RasterFlow.Imagery;
using RasterFlow.Mosaics;

namespace RasterFlow.Tests.Mosaics;

/// <summary>Mosaics of neighbouring jobs lie on one lattice.</summary>
public sealed class GridAlignmentTests
{
    [Theory]
    [InlineData(null, null)]
    [InlineData(32634, 10.0)]
    [InlineData(3857, null)]
    [InlineData(4326, null)]
    [InlineData(3035, 10.0)]
    [InlineData(25833, 7.5)]
    [InlineData(3857, 13.7)]
    [InlineData(3395, 10.0)]
    [InlineData(6933, 10.0)]
    public void Plan_NeighbouringAreas_ShareALattice(int? epsg, double? resolution)
    {
        Random random = new(7);
        Crs? crs = epsg is { } code ? Crs.FromEpsg(code) : null;
        RasterGrid first = GridOf(15.1, 45.1, crs, resolution);
        for (int i = 0; i < 20; i++)
        {
            RasterGrid other = GridOf(15.1 + (random.NextDouble() * 0.5), 45.1 + (random.NextDouble() * 0.5), crs, resolution);

            other.PixelSize.ShouldBe(first.PixelSize);
            FromWhole((other.OriginX - first.OriginX) / first.PixelSize).ShouldBeLessThan(1e-5);
            FromWhole((other.OriginY - first.OriginY) / first.PixelSize).ShouldBeLessThan(1e-5);
        }
    }

    [Fact]
    public void Plan_SceneInASystemThatIsNotSupported_TakesTheZoneOfTheArea()
    {
        RasterGrid grid = MosaicPlanner.Plan(TestScenes.Request(), [TestScenes.Scene("a", epsg: 27700)]).Grid;

        grid.Crs.Epsg.ShouldBe(32633);
    }

    [Fact]
    public void Plan_TargetWithoutEpsgCode_ComesBackFromJson()
    {
        Crs target = Crs.Parse(Crs.FromEpsg(3035).System.WKT.Replace("3035", "999999", StringComparison.Ordinal));
        MosaicRequest request = TestScenes.Request() with { TargetCrs = target, Resolution = 10 };
        MosaicPlan plan = MosaicPlanner.Plan(request, [TestScenes.Scene("a")]);
        RasterGrid known = MosaicPlanner.Plan(request with { TargetCrs = Crs.FromEpsg(3035) }, [TestScenes.Scene("a")]).Grid;

        plan.Grid.Crs.Epsg.ShouldBe(0);
        plan.Grid.ShouldBe(known with { Crs = target });
        MosaicPlan.FromJson(plan.ToJson()).Grid.ShouldBe(plan.Grid);
    }

    /// <summary>A transverse Mercator projection ends a quarter of the globe away on the equator: the system is to change, not the area.</summary>
    [Fact]
    public void Plan_AreaThatTheTargetCannotReach_BlamesTheTarget()
    {
        MosaicRequest request = TestScenes.Request(TestScenes.Box(104.999, -0.001, 105.001, 0.001)) with { TargetCrs = Crs.FromEpsg(3006) };

        Should.Throw<MosaicPlanException>(() => MosaicPlanner.Plan(request, [])).Field.ShouldBe("target_crs");
    }

    /// <summary>10 m was meant.</summary>
    [Fact]
    public void Plan_ResolutionOfDegreesThatWereMetres_IsRefused()
    {
        MosaicPlanException e = Should.Throw<MosaicPlanException>(() => GridOf(15.1, 45.1, Crs.Wgs84, 10));

        e.Field.ShouldBe("resolution");
        e.Message.ShouldBe("The resolution is in degrees in EPSG:4326, and 10 degrees are 1113 km. Write 0.0000898 for pixels of 10 m.");
    }

    [Theory]
    [InlineData(Resampling.Nearest, false)]
    [InlineData(Resampling.Cubic, true)]
    public void Plan_Resampling_ComesBackFromJson(Resampling resampling, bool named)
    {
        MosaicPlan plan = MosaicPlanner.Plan(TestScenes.Request() with { Resampling = resampling }, [TestScenes.Scene("a")]);
        byte[] json = plan.ToJson();

        MosaicPlan.FromJson(json).Resampling.ShouldBe(resampling);
        System.Text.Encoding.UTF8.GetString(json).Contains("resampling", StringComparison.Ordinal).ShouldBe(named);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2048)]
    [InlineData(1 << 20)]
    [InlineData(3 << 19)]
    public void StrideOf_AnyArea_SpreadsPlanesOverCacheSets(int area)
    {
        int stride = LookSet.StrideOf(area);

        stride.ShouldBeGreaterThanOrEqualTo(area);

        // 64 lines to a page: planes must start on lines that differ.
        Enumerable.Range(0, 40).Select(plane => (long)plane * stride * 2 % 4096 / 64).Distinct().Count().ShouldBe(40);
    }

    private static RasterGrid GridOf(double west, double south, Crs? crs, double? resolution)
    {
        AreaOfInterest area = new(GeometryFactory.Default.ToGeometry(new Envelope(west, west + 0.05, south, south + 0.03)));
        MosaicRequest request = TestScenes.Request() with { Area = area, TargetCrs = crs, Resolution = resolution };
        return MosaicPlanner.Plan(request, [TestScenes.Scene("a"), TestScenes.Scene("b", epsg: 32634)]).Grid;
    }

    private static double FromWhole(double value) => Math.Abs(value - Math.Round(value));
}
