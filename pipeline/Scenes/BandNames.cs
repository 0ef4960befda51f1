using System.Text.Json;

namespace RasterFlow.Scenes;

/// <summary>
/// Finds which Sentinel-2 band an asset is: Planetary Computer names assets B02, Earth Search names them blue and says B02 (or only the common name)
/// in its eo:bands (STAC EO extension; `bands` since STAC 1.1).
/// </summary>
internal static class BandNames
{
    private static readonly Dictionary<string, string> ByCommonName = new(StringComparer.OrdinalIgnoreCase)
    {
        ["coastal"] = "B01",
        ["blue"] = "B02",
        ["green"] = "B03",
        ["red"] = "B04",
        ["rededge1"] = "B05",
        ["rededge2"] = "B06",
        ["rededge3"] = "B07",
        ["nir"] = "B08",
        ["nir08"] = "B8A",
        ["nir09"] = "B09",
        ["cirrus"] = "B10",
        ["swir16"] = "B11",
        ["swir22"] = "B12",
        ["scl"] = "SCL",
    };

    private static readonly HashSet<string> Known =
        ["B01", "B02", "B03", "B04", "B05", "B06", "B07", "B08", "B8A", "B09", "B10", "B11", "B12", "SCL"];

    /// <summary>The band's name, or null for an asset that is none (a preview, metadata, JPEG 2000).</summary>
    public static string? Of(string key, JsonElement asset)
    {
        string? type = asset.Text("type");
        if (key.EndsWith("-jp2", StringComparison.OrdinalIgnoreCase) || (type is not null && !type.StartsWith("image/tiff", StringComparison.OrdinalIgnoreCase)))
        {
            return null;
        }

        if (FromName(key) is { } byKey)
        {
            return byKey;
        }

        JsonElement[] bands = [.. asset.Items("eo:bands"), .. asset.Items("bands")];
        if (bands.Length != 1)
        {
            return null;
        }

        // "rededge" is the common name of three bands, so names go first.
        return FromName(bands[0].Text("name")) ?? FromName(bands[0].Text("common_name") ?? bands[0].Text("eo:common_name"));
    }

    private static string? FromName(string? name)
    {
        if (name is null)
        {
            return null;
        }

        string upper = name.ToUpperInvariant();
        return Known.Contains(upper) ? upper : ByCommonName.GetValueOrDefault(name);
    }
}
