using System.Text.Json;
using System.Text.Json.Nodes;
using NetTopologySuite.Geometries;
using RasterFlow.Areas;

namespace RasterFlow.Samples.Catalog;

/// <summary>GeoJSON documents of polygons (RFC 7946).</summary>
internal static class GeoJson
{
    private static readonly JsonSerializerOptions Layout = new() { WriteIndented = true, NewLine = "\n" };

    /// <summary>A feature.</summary>
    public static JsonObject Feature(Polygon polygon, JsonObject properties) => new()
    {
        ["type"] = "Feature",
        ["properties"] = properties,
        ["geometry"] = GeoJsonGeometryWriter.ToJson(polygon),
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
