using NetTopologySuite.Geometries;
using ParquetSharp;

namespace RasterFlow.Areas;

/// <summary>Reads the geometries of an area of interest from a GeoParquet file (GeoParquet 1.0 and 1.1, WKB encoding).</summary>
public static class GeoParquetAreaReader
{
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
        GeoParquetGeometryColumn column = GeoParquetGeometryColumn.Of(file, name);
        List<Geometry> geometries = [];
        long row = 0;
        for (int i = 0; i < file.FileMetaData.NumRowGroups; i++)
        {
            using RowGroupReader rowGroup = file.RowGroup(i);
            List<Geometry?> read = column.Read(rowGroup, row);
            row += read.Count;
            geometries.AddRange(read.OfType<Geometry>().Where(geometry => !geometry.IsEmpty));
        }

        return geometries;
    }
}
