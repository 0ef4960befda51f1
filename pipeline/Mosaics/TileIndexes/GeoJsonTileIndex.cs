using System.Text.Json;
using NetTopologySuite.Geometries;
using RasterFlow.Areas;
using RasterFlow.Scenes;

namespace RasterFlow.Mosaics.TileIndexes;

/// <summary>Reads the rows of a tile index that is a GeoJSON FeatureCollection (RFC 7946, so EPSG:4326).</summary>
internal static class GeoJsonTileIndex
{
    /// <summary>All features with an outline.</summary>
    /// <exception cref="InvalidDataException">It is no such collection.</exception>
    public static IEnumerable<TileIndexRow> Read(byte[] content, string name)
    {
        using JsonDocument document = Parse(content, name);
        if (document.RootElement.Text("type") != "FeatureCollection" || document.RootElement.Member("features") is not { ValueKind: JsonValueKind.Array } features)
        {
            throw new InvalidDataException($"{name} is not a tile index: a GeoJSON FeatureCollection or a GeoParquet file is expected.");
        }

        List<TileIndexRow> rows = [];
        foreach (JsonElement feature in features.EnumerateArray())
        {
            rows.Add(new TileIndexRow(OutlineOf(feature, rows.Count, name), AttributesOf(feature)));
        }

        return rows;
    }

    private static JsonDocument Parse(byte[] content, string name)
    {
        try
        {
            return Storage.StrictJson.Parse(content);
        }
        catch (JsonException e)
        {
            throw new InvalidDataException($"{name} is neither GeoParquet nor valid JSON (line {e.LineNumber + 1}, byte {e.BytePositionInLine}).", e);
        }
    }

    private static Geometry OutlineOf(JsonElement feature, int index, string name)
    {
        try
        {
            return feature.Member("geometry") is { } geometry ? GeoJsonGeometryReader.Read(geometry) : throw new FormatException("it has none");
        }
        catch (FormatException e)
        {
            throw new InvalidDataException($"{name}: the geometry of feature {index} cannot be read: {e.Message}.", e);
        }
    }

    private static Dictionary<string, object?> AttributesOf(JsonElement feature)
    {
        Dictionary<string, object?> attributes = new(StringComparer.Ordinal);
        if (feature.Member("properties") is { ValueKind: JsonValueKind.Object } properties)
        {
            foreach (JsonProperty property in properties.EnumerateObject())
            {
                attributes[property.Name] = property.Value.ValueKind switch
                {
                    JsonValueKind.String => property.Value.GetString(),
                    JsonValueKind.Number => property.Value.GetDouble(),
                    JsonValueKind.True => true,
                    JsonValueKind.False => false,
                    _ => null,
                };
            }
        }

        return attributes;
    }
}
