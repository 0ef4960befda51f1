using System.Globalization;
using System.Text.Json;
using NetTopologySuite.Geometries;

namespace RasterFlow.Scenes;

/// <summary>Reads STAC items (STAC 1.0 and 1.1, item specification) as Earth Search and the Planetary Computer write them.</summary>
internal static class StacItemReader
{
    /// <summary>Reads one item.</summary>
    /// <param name="item">The item.</param>
    /// <param name="document">The document it comes from; relative addresses are resolved against it.</param>
    /// <param name="name">The document for messages.</param>
    /// <param name="outline">Its geometry where that is known otherwise; null takes the item's own.</param>
    /// <returns>A scene; or what is the matter with an item that does not say when or where it was taken, or whose addresses are wrong.</returns>
    /// <exception cref="StacException">It has no id: this is not an item.</exception>
    public static StacItem Read(JsonElement item, Uri document, string name, Geometry? outline = null)
    {
        string id = item.Text("id") ?? throw new StacException(name, "an item lacks its 'id'.");
        JsonElement properties = item.Member("properties") ?? default;
        (Dictionary<string, JsonElement> bands, Dictionary<string, JsonElement> images) = (Bands(item), Images(item));
        Geometry? footprint = ItemOutline.Read(item, outline, out string? problem);
        DateTimeOffset? acquired = Acquired(properties);
        problem ??= acquired is null ? "the item says no valid time ('datetime', or 'start_datetime' where that is null)" : WrongAddress(bands.Concat(images), document);
        if (problem is not null || acquired is not { } moment || footprint is null)
        {
            return new IncompleteItem(id, acquired, footprint, problem!);
        }

        Scene scene = new()
        {
            Id = id,
            Acquired = moment,
            Footprint = footprint,
            CloudCover = properties.Number("eo:cloud_cover"),
            Epsg = Epsg(properties) ?? bands.Values.Select(Epsg).FirstOrDefault(code => code is not null),
            Acquisition = Acquisition(properties, moment),
            DigitalNumberOffset = DigitalNumberOffsets.Of(properties, bands),
            Assets = Assets(bands, properties, document),
            Files = Assets(images, properties, document),
        };
        return new SceneItem(scene, Tile(properties), properties.Time("s2:generation_time") ?? properties.Time("updated") ?? properties.Time("created") ?? DateTimeOffset.MinValue);
    }

    /// <summary>The time; where that is null, the beginning of the range that the item then has (STAC 1.0, common metadata, "Date and Time Range").</summary>
    private static DateTimeOffset? Acquired(JsonElement properties) => properties.Time("datetime") ?? properties.Time("start_datetime") ?? properties.Time("end_datetime");

    private static string? WrongAddress(IEnumerable<KeyValuePair<string, JsonElement>> assets, Uri document)
    {
        string[] wrong = [.. assets.Where(asset => !Uri.TryCreate(document, asset.Value.Text("href"), out _)).Select(asset => asset.Key).Distinct()];
        return wrong.Length == 0 ? null : $"the address of {string.Join(", ", wrong)} is not valid";
    }

    private static Dictionary<string, JsonElement> Bands(JsonElement item)
    {
        Dictionary<string, JsonElement> bands = [];
        if (item.Member("assets") is not { ValueKind: JsonValueKind.Object } assets)
        {
            return bands;
        }

        foreach (JsonProperty asset in assets.EnumerateObject())
        {
            if (asset.Value.Text("href") is not null && BandNames.Of(asset.Name, asset.Value) is { } band)
            {
                bands.TryAdd(band, asset.Value);
            }
        }

        return bands;
    }

    /// <summary>All assets that are TIFFs, by key.</summary>
    private static Dictionary<string, JsonElement> Images(JsonElement item)
    {
        Dictionary<string, JsonElement> images = [];
        if (item.Member("assets") is { ValueKind: JsonValueKind.Object } assets)
        {
            foreach (JsonProperty asset in assets.EnumerateObject())
            {
                if (asset.Value.Text("href") is { } href && (asset.Value.Text("type")?.StartsWith("image/tiff", StringComparison.OrdinalIgnoreCase) ?? href.Contains(".tif", StringComparison.OrdinalIgnoreCase)))
                {
                    images.TryAdd(asset.Name, asset.Value);
                }
            }
        }

        return images;
    }

    private static Dictionary<string, SceneAsset> Assets(Dictionary<string, JsonElement> bands, JsonElement properties, Uri document)
    {
        Dictionary<string, SceneAsset> assets = [];
        foreach ((string band, JsonElement asset) in bands)
        {
            Uri address = new(document, asset.Text("href")!);
            double[] transform = Transform(asset);
            bool placed = transform.Length >= 6;
            double? size = placed ? transform[0] : asset.Number("gsd") ?? asset.Items("raster:bands").Select(value => value.Number("spatial_resolution")).FirstOrDefault();
            if (size is null && bands.Count == 1)
            {
                // An item with one image may say for the item where that lies.
                transform = Transform(properties);
                placed = transform.Length >= 6;
                size = placed ? transform[0] : properties.Number("gsd");
            }

            assets[band] = new SceneAsset(address, size, placed ? transform[2] : null, placed ? transform[5] : null);
        }

        return assets;
    }

    private static double[] Transform(JsonElement place) =>
        [.. place.Items("proj:transform").Where(value => value.ValueKind == JsonValueKind.Number).Select(value => value.GetDouble())];

    private static int? Epsg(JsonElement place)
    {
        string? code = place.Text("proj:code");
        double? number = code?.StartsWith("EPSG:", StringComparison.OrdinalIgnoreCase) == true && int.TryParse(code.AsSpan(5), CultureInfo.InvariantCulture, out int epsg)
            ? epsg
            : place.Number("proj:epsg");
        return number is > 0 and < int.MaxValue && double.IsInteger(number.Value) ? (int)number.Value : null;
    }

    private static string? Tile(JsonElement properties)
    {
        string? tile = properties.Text("s2:mgrs_tile") ?? properties.Text("grid:code");
        return tile?.StartsWith("MGRS-", StringComparison.Ordinal) == true ? tile[5..] : tile;
    }

    /// <summary>
    /// The datatake (GS2A_20230815T095031_042547_N05.09) without the processing baseline at its end, so that reprocessed images are of the same one;
    /// else the platform, the day and the orbit.
    /// </summary>
    private static string Acquisition(JsonElement properties, DateTimeOffset acquired)
    {
        if (properties.Text("s2:datatake_id") is { Length: > 0 } datatake)
        {
            int baseline = datatake.LastIndexOf("_N", StringComparison.Ordinal);
            return baseline > 0 ? datatake[..baseline] : datatake;
        }

        string platform = (properties.Text("platform") ?? "unknown").ToUpperInvariant();
        string orbit = properties.Number("sat:relative_orbit")?.ToString(CultureInfo.InvariantCulture) ?? "unknown";
        return string.Create(CultureInfo.InvariantCulture, $"{platform}_{acquired.UtcDateTime:yyyyMMdd}_R{orbit}");
    }
}
