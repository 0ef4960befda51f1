using RasterFlow.Areas;
using RasterFlow.Jobs;
using RasterFlow.Tests.Mosaics;

namespace RasterFlow.Tests.Jobs;

/// <summary>Systems that are not meant for an area are told before anything runs; those that are used well beyond their registry entry pass.</summary>
public sealed class GridDistanceTests
{
    private const string Conic = """
        PROJCS["My conic",GEOGCS["WGS 84",DATUM["WGS_1984",SPHEROID["WGS 84",6378137,298.257223563]],PRIMEM["Greenwich",0],UNIT["degree",0.0174532925199433]],
        PROJECTION["Lambert_Conformal_Conic_2SP"],PARAMETER["latitude_of_origin",46.5],PARAMETER["central_meridian",3],PARAMETER["standard_parallel_1",49],PARAMETER["standard_parallel_2",44],UNIT["metre",1]]
        """;

    private const string TransverseMercator = """
        PROJCS["My strip",GEOGCS["WGS 84",DATUM["WGS_1984",SPHEROID["WGS 84",6378137,298.257223563]],PRIMEM["Greenwich",0],UNIT["degree",0.0174532925199433]],
        PROJECTION["Transverse_Mercator"],PARAMETER["latitude_of_origin",0],PARAMETER["central_meridian",17.5],PARAMETER["scale_factor",1],UNIT["metre",1]]
        """;

    [Theory]
    [InlineData("EPSG:32614", 15, 45, "around longitude -99, 114 degrees from the area. Use EPSG:32633")]
    [InlineData("EPSG:25832", 60, 45, "around longitude 9, 51 degrees")]
    [InlineData("EPSG:3006", -5, 45, "around longitude 15, 20 degrees")]
    [InlineData(TransverseMercator, -5, 45, "'My strip' is a UTM zone or other transverse Mercator around longitude 17.5")]
    [InlineData("EPSG:2154", -100, 45, "EPSG:2154 is meant for longitudes -9.86 to 10.38 and latitudes 41.15 to 51.56; the area reaches 90 degrees beyond.")]
    [InlineData("EPSG:3035", 15, -10, "the area reaches 35 degrees beyond")]
    [InlineData("EPSG:3031", 15, 10, "the area reaches 70 degrees beyond")]
    [InlineData("EPSG:4283", 10, 45, "EPSG:4283 is meant for")]
    [InlineData("EPSG:4269", 15, 45, "EPSG:4269 is meant for longitudes 167.65 to 319.27")]
    [InlineData(Conic, 10, -45, "'My conic' shows a metre of the area as")]
    public void FarFrom_SystemForAnotherPlace_SaysWhatItIsFor(string crs, double longitude, double latitude, string text) =>
        GridDistance.FarFrom(Crs.Parse(crs), Around(longitude, latitude)).ShouldNotBeNull().ShouldContain(text);

    [Theory]
    [InlineData("EPSG:4326", 100, 80)]
    [InlineData("EPSG:3857", 15, 80)]
    [InlineData("EPSG:3395", 15, 80)]
    [InlineData("EPSG:6933", 15, 80)]
    [InlineData("EPSG:32633", 9, 70)]
    [InlineData("EPSG:2193", 179.5, -44)]
    [InlineData("EPSG:4167", -176.5, -44)]
    [InlineData("EPSG:4269", 175, 52)]
    [InlineData("EPSG:4269", -60, 45)]
    [InlineData("EPSG:3035", -20, 65)]
    [InlineData("EPSG:3413", 100, 50)]
    [InlineData("EPSG:3031", 100, -89)]
    [InlineData("EPSG:5070", -65, 20)]
    [InlineData(Conic, 60, 30)]
    [InlineData(TransverseMercator, 25, 45)]
    public void FarFrom_SystemForThePlace_IsNull(string crs, double longitude, double latitude) =>
        GridDistance.FarFrom(Crs.Parse(crs), Around(longitude, latitude)).ShouldBeNull();

    private static AreaOfInterest Around(double longitude, double latitude) => new(TestScenes.Box(longitude - 0.1, latitude - 0.1, longitude + 0.1, latitude + 0.1));
}
