using NetTopologySuite.Geometries;
using ParquetSharp;
using ParquetSharp.Schema;

namespace RasterFlow.Areas;

/// <summary>Writes an area of interest as a GeoParquet 1.1 file with one row and one column, beside a job's outputs.</summary>
public static class GeoParquetAreaWriter
{
    private const string GeometryColumn = "geometry";

    /// <summary>Writes the file. The same area always gives the same bytes.</summary>
    /// <param name="destination">Where to; left open.</param>
    /// <param name="area">The area, EPSG:4326.</param>
    /// <param name="ct">Cancels before anything is written.</param>
    public static Task WriteAsync(Stream destination, AreaOfInterest area, CancellationToken ct = default)
    {
        ArgumentNullException.ThrowIfNull(destination);
        ArgumentNullException.ThrowIfNull(area);
        ct.ThrowIfCancellationRequested();
        Dictionary<string, string> metadata = new()
        {
            [GeoParquetMetadata.Key] = GeoParquetMetadata.Write(GeometryColumn, [area.Geometry.GeometryType], area.Geometry.EnvelopeInternal, covered: false, Crs.Wgs84),
        };
        using PrimitiveNode geometry = new(GeometryColumn, Repetition.Required, LogicalType.None(), PhysicalType.ByteArray);
        using GroupNode schema = new("schema", Repetition.Required, [geometry]);
        using WriterPropertiesBuilder builder = new();
        using WriterProperties properties = builder.Compression(Compression.Zstd).Build();
        using ParquetFileWriter file = new(destination, schema, properties, metadata, leaveOpen: true);
        using (RowGroupWriter rowGroup = file.AppendRowGroup())
        using (LogicalColumnWriter<byte[]> column = rowGroup.NextColumn().LogicalWriter<byte[]>())
        {
            column.WriteBatch([WkbEncoder.Encode(area.Geometry)]);
        }

        file.Close();
        return Task.CompletedTask;
    }
}
