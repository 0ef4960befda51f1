using System.Text.Json;
using System.Text.Json.Serialization;
using RasterFlow.Areas;
using RasterFlow.Imagery;

namespace RasterFlow.Mosaics;

/// <summary>A grid as an object with its CRS as an EPSG code, or as WKT where it has none.</summary>
internal sealed class RasterGridJsonConverter : JsonConverter<RasterGrid>
{
    public override RasterGrid Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        GridFields fields = JsonSerializer.Deserialize<GridFields>(ref reader, options) ?? throw new JsonException("The grid is null.");
        return new RasterGrid(fields.Wkt is null ? Crs.FromEpsg(fields.Epsg) : Crs.Parse(fields.Wkt), fields.OriginX, fields.OriginY, fields.PixelSize, fields.Width, fields.Height);
    }

    public override void Write(Utf8JsonWriter writer, RasterGrid value, JsonSerializerOptions options) =>
        JsonSerializer.Serialize(
            writer,
            new GridFields(value.Crs.Epsg, value.OriginX, value.OriginY, value.PixelSize, value.Width, value.Height, value.Crs.Epsg == 0 ? value.Crs.ToString() : null),
            options);

    private sealed record GridFields(int Epsg, double OriginX, double OriginY, double PixelSize, int Width, int Height, [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Wkt = null);
}
