using System.Runtime.InteropServices;
using NetTopologySuite.Geometries;
using NetTopologySuite.IO;
using ParquetSharp;

namespace RasterFlow.Areas;

/// <summary>Reads the geometries of an area of interest from a GeoParquet file (GeoParquet 1.0 and 1.1, WKB encoding).</summary>
public static class GeoParquetAreaReader
{
    private const int BatchRows = 1024;

    /// <summary>Reads all geometries of the primary column that are neither missing nor empty.</summary>
    /// <param name="content">The file.</param>
    /// <param name="name">The file's name for messages; it must hold no secret.</param>
    /// <returns>The geometries in EPSG:4326, longitude first, in the file's order.</returns>
    /// <exception cref="InvalidDataException">The content is no Parquet file, or no valid GeoParquet.</exception>
    /// <exception cref="NotSupportedException">The encoding is not WKB, or the reference system is not supported.</exception>
    public static IReadOnlyList<Geometry> Read(byte[] content, string name)
    {
        ArgumentNullException.ThrowIfNull(content);
        using MemoryStream stream = new(content, writable: false);
        return Read(stream, name);
    }

    /// <inheritdoc cref="Read(byte[], string)"/>
    /// <param name="content">The file; a stream that can seek, left open.</param>
    /// <param name="name">The file's name for messages; it must hold no secret.</param>
    public static IReadOnlyList<Geometry> Read(Stream content, string name)
    {
        ArgumentNullException.ThrowIfNull(content);
        try
        {
            using ParquetFileReader file = new(content, leaveOpen: true);
            return Read(file, name);
        }
        catch (ParquetException e)
        {
            throw new InvalidDataException($"{name} is not a readable Parquet file: {e.Message}", e);
        }
    }

    private static List<Geometry> Read(ParquetFileReader file, string name)
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
        if (column < 0 || schema.Column(column).PhysicalType != PhysicalType.ByteArray)
        {
            throw new InvalidDataException($"{name}: geometry column '{metadata.PrimaryColumn}' is missing or not binary.");
        }

        CrsTransform transform = new(metadata.Crs, Crs.Wgs84);
        List<Geometry> geometries = [];
        for (int i = 0; i < file.FileMetaData.NumRowGroups; i++)
        {
            using RowGroupReader rowGroup = file.RowGroup(i);
            using ColumnReader reader = rowGroup.Column(column);
            ReadColumn((ColumnReader<ByteArray>)reader, transform, name, geometries);
        }

        return geometries;
    }

    /// <summary>
    /// Reads physical values: ParquetSharp's logical readers refuse columns with Parquet's own GEOMETRY annotation, which newer writers add.
    /// </summary>
    private static void ReadColumn(ColumnReader<ByteArray> column, CrsTransform transform, string name, List<Geometry> geometries)
    {
        short[] definitionLevels = new short[BatchRows];
        short[] repetitionLevels = new short[BatchRows];
        ByteArray[] values = new ByteArray[BatchRows];
        WKBReader parser = new();
        while (column.HasNext)
        {
            column.ReadBatch(BatchRows, definitionLevels, repetitionLevels, values, out long present);
            for (int i = 0; i < present; i++)
            {
                Geometry geometry = Parse(parser, values[i], name, geometries.Count);
                if (!geometry.IsEmpty)
                {
                    geometries.Add(transform.Apply(geometry));
                }
            }
        }
    }

    private static Geometry Parse(WKBReader parser, ByteArray value, string name, int index)
    {
        byte[] wkb = new byte[value.Length];
        if (wkb.Length > 0)
        {
            Marshal.Copy(value.Pointer, wkb, 0, wkb.Length);
        }

        try
        {
            WkbGuard.Check(wkb);
            return parser.Read(wkb);
        }
        catch (Exception e) when (e is ParseException or EndOfStreamException or ArgumentException)
        {
            throw new InvalidDataException($"{name}: geometry {index} is not valid WKB: {e.Message}", e);
        }
    }
}
