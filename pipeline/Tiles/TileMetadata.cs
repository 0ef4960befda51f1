using System.Text.Json;

namespace RasterFlow.Tiles;

/// <summary>The archive's JSON metadata (PMTiles 3, section 5; TileJSON 3.0.0 for <c>vector_layers</c>).</summary>
internal static class TileMetadata
{
    public static byte[] Write(TileOptions options, IReadOnlyList<LayerStatistics> layers, int minZoom, int maxZoom)
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
            foreach (LayerStatistics layer in layers)
            {
                WriteLayer(json, layer, minZoom, maxZoom);
                WriteFirstZooms(json, layer, Math.Max(minZoom, options.DetailZoom(maxZoom)));
                json.WriteEndObject();
            }

            json.WriteEndArray();
            WriteStatistics(json, layers);
            json.WriteEndObject();
        }

        return stream.ToArray();
    }

    private static void WriteLayer(Utf8JsonWriter json, LayerStatistics layer, int minZoom, int maxZoom)
    {
        json.WriteStartObject();
        json.WriteString("id", layer.Name);
        json.WriteNumber("minzoom", minZoom);
        json.WriteNumber("maxzoom", maxZoom);
        json.WriteStartObject("fields");
        json.WriteString("label", "String");
        json.WriteString("time", "String");
        foreach ((string name, _) in layer.Numbers)
        {
            json.WriteString(name, "Number");
        }

        json.WriteEndObject();
    }

    /// <summary>From which zoom on the attributes are there that only deep zooms have: a member of our own, which TileJSON allows, so that a map does not offer what it cannot show.</summary>
    private static void WriteFirstZooms(Utf8JsonWriter json, LayerStatistics layer, int detailZoom)
    {
        json.WriteStartObject("field_minzooms");
        foreach ((string name, _) in layer.Numbers)
        {
            if (VectorLayerEncoder.IsDetail(name))
            {
                json.WriteNumber(name, detailZoom);
            }
        }

        json.WriteEndObject();
    }

    /// <summary>Ranges and samples of all numbers, as map makers read them (<c>tilestats</c> of mapbox-geostats and tippecanoe).</summary>
    private static void WriteStatistics(Utf8JsonWriter json, IReadOnlyList<LayerStatistics> layers)
    {
        json.WriteStartObject("tilestats");
        json.WriteNumber("layerCount", layers.Count);
        json.WriteStartArray("layers");
        foreach (LayerStatistics layer in layers)
        {
            json.WriteStartObject();
            json.WriteString("layer", layer.Name);
            json.WriteNumber("count", layer.Count);
            json.WriteString("geometry", layer.Kind switch { ShapeKind.Polygon => "Polygon", ShapeKind.Lines => "LineString", _ => "Point" });
            json.WriteNumber("attributeCount", layer.Numbers.Count());
            json.WriteStartArray("attributes");
            foreach ((string name, AttributeSample sample) in layer.Numbers)
            {
                WriteNumber(json, name, sample);
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WriteNumber(Utf8JsonWriter json, string name, AttributeSample sample)
    {
        json.WriteStartObject();
        json.WriteString("attribute", name);
        json.WriteNumber("count", sample.Count);
        json.WriteString("type", "number");
        json.WriteNumber("min", sample.Min);
        json.WriteNumber("max", sample.Max);
        json.WriteStartArray("values");
        foreach (double value in sample.Sorted())
        {
            json.WriteNumberValue(value);
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }
}
