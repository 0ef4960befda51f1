using System.Runtime.InteropServices;
using NetTopologySuite.Geometries;
using NetTopologySuite.IO;
using ParquetSharp;

namespace RasterFlow.Areas;

/// <summary>The primary geometry column of an open GeoParquet file (GeoParquet 1.0 and 1.1, WKB encoding).</summary>
internal sealed class GeoParquetGeometryColumn
{
    private const int BatchRows = 1024;
    private readonly string _file;
    private readonly int _column;
    private readonly CrsTransform _toDegrees;

    private GeoParquetGeometryColumn(string file, string name, int column, Crs crs)
    {
        _file = file;
        Name = name;
        _column = column;
        _toDegrees = new CrsTransform(crs, Crs.Wgs84);
    }

    /// <summary>The column's name.</summary>
    public string Name { get; }

    /// <summary>Finds the column.</summary>
    /// <param name="file">The file.</param>
    /// <param name="name">The file's name for messages; it must hold no secret.</param>
    /// <exception cref="InvalidDataException">No valid GeoParquet.</exception>
    /// <exception cref="NotSupportedException">The encoding is not WKB, or the reference system is not supported.</exception>
    public static GeoParquetGeometryColumn Of(ParquetFileReader file, string name)
    {
        if (!file.FileMetaData.KeyValueMetadata.TryGetValue(GeoParquetMetadata.Key, out string? json))
        {
            throw new InvalidDataException($"{name} is a Parquet file without GeoParquet metadata ('geo').");
        }

        GeoParquetMetadata metadata = GeoParquetMetadata.Parse(json, name);
        if (metadata.Encoding != GeoParquetMetadata.WellKnownBinary)
        {
            throw new NotSupportedException(
                $"{name}: geometry column '{metadata.PrimaryColumn}' has the native encoding '{metadata.Encoding}'. Write the file with encoding {GeoParquetMetadata.WellKnownBinary}.");
        }

        SchemaDescriptor schema = file.FileMetaData.Schema;
        int column = schema.ColumnIndex(metadata.PrimaryColumn);
        return column >= 0 && schema.Column(column).PhysicalType == PhysicalType.ByteArray
            ? new GeoParquetGeometryColumn(name, metadata.PrimaryColumn, column, metadata.Crs)
            : throw new InvalidDataException($"{name}: geometry column '{metadata.PrimaryColumn}' is missing or not binary.");
    }

    /// <summary>The geometries of a row group in EPSG:4326, longitude first, one a row; null for a missing one.</summary>
    /// <param name="rowGroup">The row group.</param>
    /// <param name="firstRow">The file's row that it starts with, for messages.</param>
    /// <exception cref="InvalidDataException">A geometry is not valid WKB.</exception>
    public List<Geometry?> Read(RowGroupReader rowGroup, long firstRow)
    {
        // Physical values: ParquetSharp's logical readers refuse columns with Parquet's own GEOMETRY annotation, which newer writers add.
        using ColumnReader column = rowGroup.Column(_column);
        ColumnReader<ByteArray> reader = (ColumnReader<ByteArray>)column;
        bool optional = column.ColumnDescriptor.MaxDefinitionLevel > 0;
        short[] definitionLevels = new short[BatchRows];
        short[] repetitionLevels = new short[BatchRows];
        ByteArray[] values = new ByteArray[BatchRows];
        WKBReader parser = new();
        List<Geometry?> geometries = [];
        while (reader.HasNext)
        {
            long rows = reader.ReadBatch(BatchRows, definitionLevels, repetitionLevels, values, out _);
            int next = 0;
            for (int i = 0; i < rows; i++)
            {
                bool missing = optional && definitionLevels[i] == 0;
                geometries.Add(missing ? null : Parse(parser, values[next++], firstRow + geometries.Count));
            }
        }

        return geometries;
    }

    private Geometry Parse(WKBReader parser, ByteArray value, long row)
    {
        byte[] wkb = new byte[value.Length];
        if (wkb.Length > 0)
        {
            Marshal.Copy(value.Pointer, wkb, 0, wkb.Length);
        }

        try
        {
            WkbGuard.Check(wkb);
            Geometry geometry = parser.Read(wkb);
            return geometry.IsEmpty ? geometry : _toDegrees.Apply(geometry);
        }
        catch (Exception e) when (e is ParseException or EndOfStreamException or ArgumentException)
        {
            throw new InvalidDataException($"{_file}: geometry {row} is not valid WKB: {e.Message}", e);
        }
    }
}
