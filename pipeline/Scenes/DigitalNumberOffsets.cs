using System.Globalization;
using System.Text.Json;

namespace RasterFlow.Scenes;

/// <summary>
/// Decides what <see cref="Scene.DigitalNumberOffset"/> is. Sentinel-2 L2A numbers carry 1000 more since processing baseline 04.00
/// (ESA, "Sentinel-2 Products Specification", BOA_ADD_OFFSET); catalogues differ in whether they took it away and how they say so.
/// </summary>
internal static class DigitalNumberOffsets
{
    private const int Sentinel2Offset = -1000;
    private static readonly string[] ReflectanceBands = ["B02", "B03", "B04", "B08", "B05", "B06", "B07", "B8A", "B11", "B12", "B01", "B09"];

    /// <summary>
    /// In this order: earthsearch:boa_offset_applied true means 0, whatever raster:bands says; raster:bands with scale 0.0001 and offset -0.1 means -1000,
    /// and with offset 0, where nothing says that the offset was not applied, 0: it describes the numbers of the file, the baseline only how ESA made them;
    /// processing baseline 04.00 or later means -1000; else 0.
    /// </summary>
    public static int Of(JsonElement properties, IReadOnlyDictionary<string, JsonElement> assetsByBand)
    {
        bool? applied = properties.Flag("earthsearch:boa_offset_applied");
        if (applied == true)
        {
            return 0;
        }

        JsonElement[] assets = [.. ReflectanceBands.Where(assetsByBand.ContainsKey).Select(band => assetsByBand[band])];
        if (assets.Any(asset => HasOffset(asset, -0.1)))
        {
            return Sentinel2Offset;
        }

        if (applied is null && assets.Any(asset => HasOffset(asset, 0)))
        {
            return 0;
        }

        return (Version(properties, "s2:processing_baseline") ?? Version(properties, "processing:version")) >= 4 ? Sentinel2Offset : 0;
    }

    /// <summary>"05.09", or 5.09 where a table made a number of it.</summary>
    private static double? Version(JsonElement properties, string name) => properties.Text(name) is { } text
        ? double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double version) ? version : null
        : properties.Number(name);

    private static bool HasOffset(JsonElement asset, double offset)
    {
        IEnumerable<JsonElement> places = [.. asset.Items("raster:bands"), .. asset.Items("bands"), asset];
        return places.Any(place => Is(place, "scale", 0.0001) && Is(place, "offset", offset));
    }

    private static bool Is(JsonElement place, string name, double value) =>
        (place.Number(name) ?? place.Number("raster:" + name)) is { } found && Math.Abs(found - value) < 1e-9;
}
