using RasterFlow.Mosaics;

namespace RasterFlow.Tests.Mosaics;

public sealed class DatasetCatalogTests
{
    [Theory]
    [InlineData(52, 91, 151, 244, 304)]
    [InlineData(-52, 274, 334, 60, 151)]
    [InlineData(45, 60, 120, 213, 304)]
    [InlineData(-30, 244, 334, 32, 120)]
    [InlineData(20, 121, 212, 274, 365)]
    [InlineData(-10, 305, 365, 91, 181)]
    [InlineData(5, 60, 121, 182, 243)]
    [InlineData(-5, 60, 121, 182, 243)]
    [InlineData(0, 60, 121, 182, 243)]
    public void WindowAt_Latitude_IsThatOfTheTable(double latitude, int plantingFirst, int plantingLast, int harvestFirst, int harvestLast)
    {
        SeasonTable.Planting.WindowAt(latitude).ShouldBe(new SeasonalWindow(plantingFirst, plantingLast));
        SeasonTable.Harvest.WindowAt(latitude).ShouldBe(new SeasonalWindow(harvestFirst, harvestLast));
    }

    [Theory]
    [InlineData(91, 151, 91, true)]
    [InlineData(91, 151, 151, true)]
    [InlineData(91, 151, 90, false)]
    [InlineData(91, 151, 152, false)]
    [InlineData(330, 40, 330, true)]
    [InlineData(330, 40, 366, true)]
    [InlineData(330, 40, 40, true)]
    [InlineData(330, 40, 41, false)]
    [InlineData(330, 40, 329, false)]
    public void Contains_Day_HonoursWindowsThatWrapTheYear(int first, int last, int day, bool expected) =>
        new SeasonalWindow(first, last).Contains(day).ShouldBe(expected);

    [Fact]
    public void Require_KnownButUnavailable_SaysSo() =>
        Should.Throw<MosaicPlanException>(() => DatasetCatalog.Require("NAIP_30CM")).Message.ShouldContain("not available yet");

    [Fact]
    public void Require_Unknown_ListsTheAvailable() =>
        Should.Throw<MosaicPlanException>(() => DatasetCatalog.Require("S3")).Message.ShouldContain("S2_MED_HARVEST");

    [Fact]
    public void Find_AllBands_HasTheTwelveOfLevel2A() =>
        DatasetCatalog.Find(DatasetName.S2MedWindowedPixelAllBands)!.Bands.Count.ShouldBe(12);
}
