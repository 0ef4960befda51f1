using System.Globalization;
using System.Text.Json;
using NetTopologySuite.Geometries;
using RasterFlow.Areas;

namespace RasterFlow.Scenes;

/// <summary>Reads STAC items (STAC 1.0 and 1.1, item specification) as Earth Search and the Planetary Computer write them.</summary>
internal static class StacItemReader
{
    /// <summary>Reads one item.</summary>
    /// <param name="item">The item.</param>
    /// <param name="document">The document it comes from; relative addresses are resolved against it.</param>
    /// <param name="name">The document for messages.</param>
    /// <exception cref="StacException">A required member is missing or wrong.</exception>
    public static StacItem Read(JsonElement item, Uri document, string name) =>
        Read(item, document, name, id => Footprint(item, id, name));

    /// <summary>Reads one item whose outline is known otherwise.</summary>
    /// <param name="item">The item.</param>
    /// <param name="document">The document it comes from; relative addresses are resolved against it.</param>
    /// <param name="name">The document for messages.</param>
    /// <param name="footprint">Gives the outline of the item with an id.</param>
    /// <exception cref="StacException">A required member is missing or wrong.</exception>
    public static StacItem Read(JsonElement item, Uri document, string name, Func<string, Geometry> footprint)
    {
        string id = item.Text("id") ?? throw new StacException(name, "an item lacks its 'id'.");
        JsonElement properties = item.Member("properties") is { ValueKind: JsonValueKind.Object } p ? p : throw new StacException(name, $"item '{id}' lacks 'properties'.");
        DateTimeOffset acquired = properties.Time("datetime") ?? properties.Time("start_datetime")
            ?? throw new StacException(name, $"item '{id}' lacks a valid 'datetime'.");
        Dictionary<string, JsonElement> bands = Bands(item);
        string? tile = Tile(properties);
        Scene scene = new()
        {
            Id = id,
            Acquired = acquired,
            Footprint = DatelineOutline.Split(footprint(id)),
            CloudCover = properties.Number("eo:cloud_cover"),
            Epsg = Epsg(properties) ?? bands.Values.Select(Epsg).FirstOrDefault(code => code is not null),
            Acquisition = Acquisition(properties, acquired),
            DigitalNumberOffset = DigitalNumberOffsets.Of(properties, bands),
            Assets = Assets(bands, properties, document, id, name),
            Files = Assets(Images(item), properties, document, id, name),
        };
        return new StacItem(scene, tile, properties.Time("s2:generation_time") ?? properties.Time("updated") ?? properties.Time("created") ?? DateTimeOffset.MinValue);
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

    private static Dictionary<string, SceneAsset> Assets(Dictionary<string, JsonElement> bands, JsonElement properties, Uri document, string id, string name)
    {
        Dictionary<string, SceneAsset> assets = [];
        foreach ((string band, JsonElement asset) in bands)
        {
            string href = asset.Text("href")!;
            if (!Uri.TryCreate(document, href, out Uri? address))
            {
                throw new StacException(name, $"item '{id}': the address of {band} is not valid.");
            }

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

    private static Geometry Footprint(JsonElement item, string id, string name)
    {
        try
        {
            return item.Member("geometry") is { } geometry
                ? GeoJsonGeometryReader.Read(geometry)
                : throw new StacException(name, $"item '{id}' lacks a 'geometry'.");
        }
        catch (FormatException e)
        {
            throw new StacException(name, $"item '{id}': {e.Message}.", e);
        }
    }

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
