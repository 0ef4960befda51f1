using System.Text;
using System.Text.Json;
using NetTopologySuite.Geometries;

namespace RasterFlow.Areas;

/// <summary>
/// The <c>geo</c> entry of a GeoParquet file's key-value metadata (GeoParquet 1.1.0, "File metadata"), as far as we read and write it:
/// the primary geometry column, how it is encoded and in which reference system.
/// </summary>
internal sealed record GeoParquetMetadata(string PrimaryColumn, string Encoding, Crs Crs)
{
    /// <summary>The metadata key.</summary>
    public const string Key = "geo";

    /// <summary>The encoding that we read and write.</summary>
    public const string WellKnownBinary = "WKB";

    /// <summary>The group column with the four bounds of a row's geometry.</summary>
    public const string BoundingBoxColumn = "bbox";

    /// <summary>The leaves of <see cref="BoundingBoxColumn"/> in their order.</summary>
    public static readonly IReadOnlyList<string> Bounds = ["xmin", "ymin", "xmax", "ymax"];

    private const string Version = "1.1.0";

    /// <summary>Reads the entry.</summary>
    /// <param name="json">The entry's value.</param>
    /// <param name="name">The file's name for messages.</param>
    /// <exception cref="InvalidDataException">The entry is not valid.</exception>
    /// <exception cref="NotSupportedException">The reference system is not supported.</exception>
    public static GeoParquetMetadata Parse(string json, string name)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(json);
            string primary = document.RootElement.GetProperty("primary_column").GetString()!;
            JsonElement column = document.RootElement.GetProperty("columns").GetProperty(primary);
            return new GeoParquetMetadata(primary, column.GetProperty("encoding").GetString()!, GeoParquetCrs.Read(column, name, $"columns.{primary}"));
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException or ArgumentNullException)
        {
            throw new InvalidDataException($"{name}: the GeoParquet metadata ('geo') is not valid: {e.Message}", e);
        }
    }

    /// <summary>Writes the entry for a WKB column.</summary>
    /// <param name="primaryColumn">The geometry column.</param>
    /// <param name="geometryTypes">The types that occur in it, by their OGC names.</param>
    /// <param name="extent">The box around all of it; left out when empty.</param>
    /// <param name="covered">Whether there is a bounding box column.</param>
    /// <param name="crs">The column's reference system.</param>
    public static string Write(string primaryColumn, IEnumerable<string> geometryTypes, Envelope extent, bool covered, Crs crs)
    {
        using MemoryStream buffer = new();
        using (Utf8JsonWriter json = new(buffer))
        {
            json.WriteStartObject();
            json.WriteString("version", Version);
            json.WriteString("primary_column", primaryColumn);
            json.WriteStartObject("columns");
            json.WriteStartObject(primaryColumn);
            json.WriteString("encoding", WellKnownBinary);
            json.WriteStartArray("geometry_types");
            foreach (string type in geometryTypes.Distinct().Order(StringComparer.Ordinal))
            {
                json.WriteStringValue(type);
            }

            json.WriteEndArray();
            json.WritePropertyName("crs");
            GeoParquetCrs.Write(json, crs);

            json.WriteString("edges", "planar");
            WriteExtent(json, extent);
            WriteCovering(json, covered);
            json.WriteEndObject();
            json.WriteEndObject();
            json.WriteEndObject();
        }

        return System.Text.Encoding.UTF8.GetString(buffer.ToArray());
    }

    private static void WriteExtent(Utf8JsonWriter json, Envelope extent)
    {
        if (extent.IsNull)
        {
            return;
        }

        json.WriteStartArray("bbox");
        json.WriteNumberValue(extent.MinX);
        json.WriteNumberValue(extent.MinY);
        json.WriteNumberValue(extent.MaxX);
        json.WriteNumberValue(extent.MaxY);
        json.WriteEndArray();
    }

    /// <summary>GeoParquet 1.1.0, "covering": the path of each bound.</summary>
    private static void WriteCovering(Utf8JsonWriter json, bool covered)
    {
        if (!covered)
        {
            return;
        }

        json.WriteStartObject("covering");
        json.WriteStartObject(BoundingBoxColumn);
        foreach (string bound in Bounds)
        {
            json.WriteStartArray(bound);
            json.WriteStringValue(BoundingBoxColumn);
            json.WriteStringValue(bound);
            json.WriteEndArray();
        }

        json.WriteEndObject();
        json.WriteEndObject();
    }
}
