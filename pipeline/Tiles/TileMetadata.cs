using System.Text.Json;

namespace RasterFlow.Tiles;

/// <summary>The archive's JSON metadata (PMTiles 3, section 5; TileJSON 3.0.0 for <c>vector_layers</c>).</summary>
internal static class TileMetadata
{
    public static byte[] Write(TileOptions options, IEnumerable<string> layers, int minZoom, int maxZoom)
    {
        using MemoryStream stream = new();
        using (Utf8JsonWriter json = new(stream))
        {
            json.WriteStartObject();
            json.WriteString("name", options.Name);
            if (options.Description is not null)
            {
                json.WriteString("description", options.Description);
            }

            if (options.Attribution is not null)
            {
                json.WriteString("attribution", options.Attribution);
            }

            json.WriteString("type", "overlay");
            json.WriteStartArray("vector_layers");
            foreach (string layer in layers)
            {
                WriteLayer(json, layer, minZoom, maxZoom);
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        return stream.ToArray();
    }

    private static void WriteLayer(Utf8JsonWriter json, string layer, int minZoom, int maxZoom)
    {
        json.WriteStartObject();
        json.WriteString("id", layer);
        json.WriteNumber("minzoom", minZoom);
        json.WriteNumber("maxzoom", maxZoom);
        json.WriteStartObject("fields");
        foreach (string key in VectorLayerEncoder.Keys)
        {
            json.WriteString(key, key is "label" or "time" ? "String" : "Number");
        }

        json.WriteEndObject();
        json.WriteEndObject();
    }
}
