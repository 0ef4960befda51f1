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
    public void All_AreTheSevenOfTheReference() => DatasetCatalog.All.Select(dataset => $"{dataset.Name} {string.Join(' ', dataset.Bands.Select(dataset.LabelOf))}{(dataset.CountsValidPixels ? " +N" : "")}").ShouldBe(
    [
        "S2_MED_PLANTING s2med_planting:B02 s2med_planting:B03 s2med_planting:B04 s2med_planting:B08 +N",
        "S2_MED_HARVEST s2med_harvest:B02 s2med_harvest:B03 s2med_harvest:B04 s2med_harvest:B08 +N",
        "S2_MED_WINDOWED_PIXEL s2med_windowed_pixel:B02 s2med_windowed_pixel:B03 s2med_windowed_pixel:B04 s2med_windowed_pixel:B08",
        "S2_MED_WINDOWED_PIXEL_ALL_BANDS " + string.Join(' ', "B01 B02 B03 B04 B05 B06 B07 B08 B8A B09 B11 B12".Split(' ').Select(band => $"s2med_windowed_pixel:{band}")),
        "S2_BEST_SCENE_WINDOWED_PIXEL s2best_scene_windowed_pixel:B02 s2best_scene_windowed_pixel:B03 s2best_scene_windowed_pixel:B04 s2best_scene_windowed_pixel:B08",
        "NAIP_30CM naip_30cm:r naip_30cm:g naip_30cm:b naip_30cm:ir",
        "NAIP_60CM naip_60cm:r naip_60cm:g naip_60cm:b naip_60cm:ir",
    ]);
}
