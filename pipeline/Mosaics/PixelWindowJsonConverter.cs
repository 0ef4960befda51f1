using System.Text.Json;
using System.Text.Json.Serialization;
using RasterFlow.Imagery;

namespace RasterFlow.Mosaics;

/// <summary>A window as <c>[x, y, width, height]</c>.</summary>
internal sealed class PixelWindowJsonConverter : JsonConverter<PixelWindow>
{
    public override PixelWindow Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        int[]? values = JsonSerializer.Deserialize<int[]>(ref reader, options);
        return values is { Length: 4 }
            ? new PixelWindow(values[0], values[1], values[2], values[3])
            : throw new JsonException("A pixel window is written as [x, y, width, height].");
    }

    public override void Write(Utf8JsonWriter writer, PixelWindow value, JsonSerializerOptions options)
    {
        writer.WriteStartArray();
        writer.WriteNumberValue(value.X);
        writer.WriteNumberValue(value.Y);
        writer.WriteNumberValue(value.Width);
        writer.WriteNumberValue(value.Height);
        writer.WriteEndArray();
    }
}
