using System.Text.Json;
using System.Text.Json.Nodes;
using NetTopologySuite.Geometries;

namespace RasterFlow.Samples.Catalog;

/// <summary>GeoJSON (RFC 7946) by hand: polygons only.</summary>
internal static class GeoJson
{
    private static readonly JsonSerializerOptions Layout = new() { WriteIndented = true, NewLine = "\n" };

    /// <summary>A polygon's geometry object, its outer ring counter-clockwise.</summary>
    public static JsonObject Of(Polygon polygon)
    {
        Coordinate[] ring = polygon.Shell.IsCCW ? polygon.Shell.Coordinates : [.. polygon.Shell.Coordinates.Reverse()];
        return new JsonObject
        {
            ["type"] = "Polygon",
            ["coordinates"] = new JsonArray(new JsonArray([.. ring.Select(static c => (JsonNode)new JsonArray(c.X, c.Y))])),
        };
    }

    /// <summary>A feature.</summary>
    public static JsonObject Feature(Polygon polygon, JsonObject properties) => new()
    {
        ["type"] = "Feature",
        ["properties"] = properties,
        ["geometry"] = Of(polygon),
    };

    /// <summary>A feature collection.</summary>
    public static JsonObject Collection(IEnumerable<JsonObject> features) => new()
    {
        ["type"] = "FeatureCollection",
        ["features"] = new JsonArray([.. features]),
    };

    /// <summary>Writes a document; equal documents give equal bytes.</summary>
    public static Task WriteAsync(string path, JsonObject document, CancellationToken cancellationToken) =>
        File.WriteAllTextAsync(path, document.ToJsonString(Layout) + "\n", cancellationToken);
}
