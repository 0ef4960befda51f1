using System.Text.Json;
using System.Text.Json.Nodes;
using NetTopologySuite.Geometries;

namespace RasterFlow.Jobs;

/// <summary>Polygons as GeoJSON geometries (RFC 7946), with coordinates to a metre.</summary>
internal static class GeoJsonWriter
{
    private const int Decimals = 5;

    /// <summary>The polygons of a geometry as one MultiPolygon.</summary>
    public static JsonElement ToJson(Geometry geometry) => JsonSerializer.SerializeToElement(new JsonObject
    {
        ["type"] = "MultiPolygon",
        ["coordinates"] = new JsonArray([.. PolygonsOf(geometry).Select(static polygon => (JsonNode)new JsonArray(
            [Ring(polygon.ExteriorRing), .. polygon.InteriorRings.Select(Ring)]))]),
    });

    private static IEnumerable<Polygon> PolygonsOf(Geometry geometry) => geometry switch
    {
        Polygon polygon => polygon.IsEmpty ? [] : [polygon],
        GeometryCollection collection => collection.Geometries.SelectMany(PolygonsOf),
        _ => [],
    };

    private static JsonArray Ring(LineString ring) =>
        new([.. ring.Coordinates.Select(static place => (JsonNode)new JsonArray(Math.Round(place.X, Decimals), Math.Round(place.Y, Decimals)))]);
}
