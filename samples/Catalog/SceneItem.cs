using System.Globalization;
using System.Text.Json.Nodes;
using NetTopologySuite.Geometries;
using RasterFlow.Areas;
using RasterFlow.Imagery;
using RasterFlow.Samples.Skies;

namespace RasterFlow.Samples.Catalog;

/// <summary>The STAC item of a scene, in the manner of Earth Search v1 (https://earth-search.aws.element84.com/v1, sentinel-2-l2a).</summary>
internal static class SceneItem
{
    private const double OutlineEdgeMetres = 2500;
    private static readonly (string Key, string Title, string Description, double Centre, double Width)[] Bands =
    [
        ("blue", "Blue (band 2) - 10m", "Blue (band 2)", 0.49, 0.098),
        ("green", "Green (band 3) - 10m", "Green (band 3)", 0.56, 0.045),
        ("red", "Red (band 4) - 10m", "Red (band 4)", 0.665, 0.038),
        ("nir", "NIR 1 (band 8) - 10m", "NIR 1 (band 8)", 0.842, 0.145),
    ];

    private static readonly string[] Extensions =
    [
        "https://stac-extensions.github.io/raster/v1.1.0/schema.json",
        "https://stac-extensions.github.io/mgrs/v1.0.0/schema.json",
        "https://stac-extensions.github.io/grid/v1.0.0/schema.json",
        "https://stac-extensions.github.io/projection/v1.1.0/schema.json",
        "https://stac-extensions.github.io/eo/v1.1.0/schema.json",
    ];

    /// <summary>The id of a scene; its folder has the same name.</summary>
    public static string IdOf(Overpass pass, TileGrid tile) =>
        string.Create(CultureInfo.InvariantCulture, $"S{pass.Platform}_{tile.Name}_{pass.Acquired:yyyyMMdd}_0_L2A");

    /// <summary>The item.</summary>
    /// <param name="pass">When and how it was taken.</param>
    /// <param name="tile">Which tile it shows.</param>
    /// <param name="footprint">The part with data, EPSG:32614.</param>
    /// <param name="counts">What its scene classification holds.</param>
    public static JsonObject Of(Overpass pass, TileGrid tile, Geometry footprint, ClassCounts counts)
    {
        string id = IdOf(pass, tile);
        Polygon outline = (Polygon)Wgs84Outline.Of(footprint, OutlineEdgeMetres);
        Envelope box = outline.EnvelopeInternal;
        return new JsonObject
        {
            ["type"] = "Feature",
            ["stac_version"] = "1.0.0",
            ["id"] = id,
            ["properties"] = Properties(pass, tile, counts),
            ["geometry"] = GeoJsonGeometryWriter.ToJson(outline),
            ["links"] = new JsonArray(),
            ["assets"] = Assets(id, pass, tile),
            ["bbox"] = new JsonArray(box.MinX, box.MinY, box.MaxX, box.MaxY),
            ["stac_extensions"] = new JsonArray([.. Extensions.Select(static e => (JsonNode)e)]),
            ["collection"] = "sentinel-2-l2a",
        };
    }

    private static JsonObject Properties(Overpass pass, TileGrid tile, ClassCounts counts)
    {
        // The eastern tile follows within seconds; real neighbours differ as well.
        DateTimeOffset acquired = pass.Acquired.AddSeconds(tile.Name == "14SKG" ? 0 : 4);
        return new JsonObject
        {
            ["datetime"] = acquired.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture),
            ["platform"] = "sentinel-" + pass.Platform.ToLowerInvariant(),
            ["constellation"] = "sentinel-2",
            ["instruments"] = new JsonArray("msi"),
            ["eo:cloud_cover"] = Math.Round(counts.CloudPercent, 6),
            ["proj:epsg"] = tile.Grid.Crs.Epsg,
            ["mgrs:utm_zone"] = 14,
            ["mgrs:latitude_band"] = "S",
            ["mgrs:grid_square"] = tile.Name[3..],
            ["grid:code"] = "MGRS-" + tile.Name,
            ["s2:nodata_pixel_percentage"] = Math.Round(counts.NoDataPercent, 6),
            ["s2:cloud_shadow_percentage"] = Math.Round(counts.Percent(SceneClass.CloudShadow), 6),
            ["s2:vegetation_percentage"] = Math.Round(counts.Percent(SceneClass.Vegetation), 6),
            ["s2:not_vegetated_percentage"] = Math.Round(counts.Percent(SceneClass.NotVegetated), 6),
            ["s2:water_percentage"] = Math.Round(counts.Percent(SceneClass.Water), 6),
            ["s2:unclassified_percentage"] = Math.Round(counts.Percent(SceneClass.Unclassified), 6),
            ["s2:medium_proba_clouds_percentage"] = Math.Round(counts.Percent(SceneClass.CloudMedium), 6),
            ["s2:high_proba_clouds_percentage"] = Math.Round(counts.Percent(SceneClass.CloudHigh), 6),
            ["s2:thin_cirrus_percentage"] = Math.Round(counts.Percent(SceneClass.ThinCirrus), 6),
            ["s2:product_type"] = "S2MSI2A",
            ["s2:processing_baseline"] = pass.Baseline,
            ["s2:datatake_id"] = string.Create(CultureInfo.InvariantCulture, $"GS{pass.Platform}_{pass.Acquired:yyyyMMdd'T'HHmmss}_{40000 + pass.Number:000000}_N{pass.Baseline}"),
            ["s2:sequence"] = "0",
            ["earthsearch:boa_offset_applied"] = pass.Offset == OffsetKind.AppliedByCatalogue,
        };
    }

    private static JsonObject Assets(string id, Overpass pass, TileGrid tile)
    {
        JsonObject assets = [];
        for (int i = 0; i < Bands.Length; i++)
        {
            (string key, string title, string description, double centre, double width) = Bands[i];
            JsonObject asset = Asset($"./{id}/{SceneWriter.BandNames[i]}.tif", title, tile.Grid);
            asset["eo:bands"] = new JsonArray(new JsonObject
            {
                ["name"] = key,
                ["common_name"] = key,
                ["description"] = description,
                ["center_wavelength"] = centre,
                ["full_width_half_max"] = width,
            });
            asset["raster:bands"] = new JsonArray(new JsonObject
            {
                ["nodata"] = 0,
                ["data_type"] = "uint16",
                ["bits_per_sample"] = 15,
                ["spatial_resolution"] = tile.Grid.PixelSize,
                ["scale"] = 0.0001,
                ["offset"] = pass.Offset == OffsetKind.OldBaseline ? 0 : -0.1,
            });
            assets[key] = asset;
        }

        JsonObject classes = Asset($"./{id}/SCL.tif", "Scene classification map (SCL)", tile.ClassGrid);
        classes["raster:bands"] = new JsonArray(new JsonObject
        {
            ["nodata"] = 0,
            ["data_type"] = "uint8",
            ["spatial_resolution"] = tile.ClassGrid.PixelSize,
        });
        assets["scl"] = classes;
        return assets;
    }

    private static JsonObject Asset(string href, string title, RasterGrid grid) => new()
    {
        ["href"] = href,
        ["type"] = "image/tiff; application=geotiff; profile=cloud-optimized",
        ["title"] = title,
        ["roles"] = new JsonArray("data", "reflectance"),
        ["gsd"] = grid.PixelSize,
        ["proj:shape"] = new JsonArray(grid.Height, grid.Width),
        ["proj:transform"] = new JsonArray(grid.PixelSize, 0, grid.OriginX, 0, -grid.PixelSize, grid.OriginY),
    };
}
