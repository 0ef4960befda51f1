using NetTopologySuite.Geometries;
using RasterFlow.Areas;
using RasterFlow.Mosaics;
using RasterFlow.Scenes;

namespace RasterFlow.Tests.Mosaics;

/// <summary>Scenes and requests around Zagreb, in UTM zone 33.</summary>
internal static class TestScenes
{
    public static readonly Polygon Tile = Box(15.0, 45.06, 16.42, 46.05);

    public static Polygon Box(double west, double south, double east, double north) =>
        (Polygon)new GeometryFactory(new PrecisionModel(), 4326).ToGeometry(new Envelope(west, east, south, north));

    public static Scene Scene(string id, string day = "2023-08-15", int? epsg = 32633, double originX = 499980, double originY = 5100000, double pixelSize = 10, params string[] without) => new()
    {
        Id = id,
        Acquired = DateTimeOffset.Parse($"{day}T10:00:00Z", System.Globalization.CultureInfo.InvariantCulture),
        Footprint = Tile,
        CloudCover = 10,
        Epsg = epsg,
        Acquisition = $"pass-{day}",
        Assets = DatasetCatalog.Find(DatasetName.S2MedWindowedPixelAllBands)!.Bands.Append("SCL").Except(without)
            .ToDictionary(band => band, band => new SceneAsset(new Uri($"https://images.example/{id}/{band}.tif"), band is "SCL" ? pixelSize * 2 : pixelSize, originX, originY)),
    };

    public static MosaicRequest Request(Geometry? area = null, params string[] datasets) => new()
    {
        Datasets = datasets.Length > 0 ? datasets : [DatasetName.S2MedWindowedPixel],
        Area = new AreaOfInterest(area ?? Box(15.5, 45.5, 15.6, 45.55)),
        Start = new DateOnly(2023, 1, 1),
        End = new DateOnly(2024, 1, 1),
    };
}
