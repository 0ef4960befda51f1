using NetTopologySuite.Geometries;
using ParquetSharp;
using ParquetSharp.Schema;
using RasterFlow.Areas;

namespace RasterFlow.Vectors;

/// <summary>
/// A GeoParquet 1.1.0 file that is being written: columns with field ids, zstd, row groups of about 50,000 rows, fewer where
/// geometries are large; one is in memory.
/// Rows keep the order they are given in, and the same rows always give the same bytes.
/// </summary>
internal sealed class GeoParquetFile<TRow> : IDisposable
{
    // Compresses WKB within a few percent of the highest levels at a fraction of their time.
    private const int CompressionLevel = 3;

    /// <summary>The schema for readers that bind columns by id but see no field ids: Iceberg's own writers leave it under this key too.</summary>
    private const string IcebergSchemaKey = "iceberg.schema";

    private readonly GeoParquetColumn<TRow>[] _columns;
    private readonly Func<TRow, Geometry> _geometry;
    private readonly Crs _crs;
    private readonly Dictionary<string, string> _metadata = [];
    private readonly GroupNode _schema;
    private readonly WriterPropertiesBuilder _builder = new();
    private readonly WriterProperties _properties;
    private readonly ParquetFileWriter _file;
    private readonly List<TRow> _rows = new(1024);
    private readonly SortedSet<string> _geometryTypes = new(StringComparer.Ordinal);
    private readonly Envelope _extent = new();
    private int _count;
    private long _vertices;

    /// <summary>Begins a file.</summary>
    /// <param name="destination">Where to; left open.</param>
    /// <param name="columns">The columns, used for this file alone.</param>
    /// <param name="geometry">A row's geometry.</param>
    /// <param name="crs">The system of the geometries.</param>
    public GeoParquetFile(Stream destination, GeoParquetColumn<TRow>[] columns, Func<TRow, Geometry> geometry, Crs crs)
    {
        _columns = columns;
        _geometry = geometry;
        _crs = crs;
        _metadata[IcebergSchemaKey] = TableField.ToSchema(columns.Select(column => column.Field), schemaId: 0).ToJsonString();
        _schema = new GroupNode("schema", Repetition.Required, [.. columns.Select(column => column.CreateNode())]);
        _properties = _builder.Compression(Compression.Zstd).CompressionLevel(CompressionLevel).Build();
        _file = new ParquetFileWriter(destination, _schema, _properties, _metadata, leaveOpen: true);
    }

    /// <summary>Adds a row; every full row group goes to the file.</summary>
    /// <exception cref="ArgumentException">The geometry is empty.</exception>
    public void Add(TRow row)
    {
        Geometry geometry = _geometry(row);
        if (geometry.IsEmpty)
        {
            throw new ArgumentException($"Row {_count}, {row}, has an empty geometry.", nameof(row));
        }

        _rows.Add(row);
        _count++;
        _geometryTypes.Add(geometry.GeometryType);
        _extent.ExpandToInclude(geometry.EnvelopeInternal);
        _vertices += geometry.NumPoints;
        if (_rows.Count == GeoParquetLayout.RowGroupRows || _vertices >= GeoParquetLayout.RowGroupVertices)
        {
            Flush();
        }
    }

    /// <summary>Writes what is left and the metadata.</summary>
    public GeoParquetSummary Close()
    {
        Flush();

        // ParquetSharp writes key-value metadata on Close, when the extent and the geometry types of all rows are known.
        _metadata[GeoParquetMetadata.Key] = GeoParquetMetadata.Write(GeoParquetLayout.Geometry, _geometryTypes, _extent, covered: true, _crs);
        _file.Close();
        return new GeoParquetSummary(_count, _extent, [.. _columns.SelectMany(column => column.Describe())]);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _file.Dispose();
        _properties.Dispose();
        _builder.Dispose();
        _schema.Dispose();
    }

    private void Flush()
    {
        if (_rows.Count == 0)
        {
            return;
        }

        using (RowGroupWriter rowGroup = _file.AppendRowGroup())
        {
            foreach (GeoParquetColumn<TRow> column in _columns)
            {
                column.Write(rowGroup, _rows);
            }

            rowGroup.Close();
        }

        _rows.Clear();
        _vertices = 0;
    }
}
