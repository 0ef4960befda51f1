using System.Runtime.CompilerServices;
using NetTopologySuite;
using NetTopologySuite.Geometries.Implementation;
using NetTopologySuite.IO;
using ParquetSharp;
using RasterFlow.Storage;

namespace RasterFlow.Vectors;

/// <summary>Reads the part files of <see cref="GeoParquetWriter"/>, one row group in memory at a time.</summary>
public static class GeoParquetReader
{
    // A ring's positions in one array: an object for each would be most of the time of reading.
    private static readonly NtsGeometryServices Packed = new(PackedCoordinateSequenceFactory.DoubleFactory, NtsGeometryServices.Instance.DefaultPrecisionModel, NtsGeometryServices.Instance.DefaultSRID);

    /// <summary>Reads the rows of a local file in their order.</summary>
    /// <exception cref="InvalidDataException">The file is no Parquet file, or lacks a column.</exception>
    public static IEnumerable<VectorFeature> Read(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        return ReadFile(path, path);
    }

    /// <summary>Reads the rows of an object in their order, from a temporary local copy.</summary>
    /// <exception cref="FileNotFoundException">There is no such object.</exception>
    /// <exception cref="InvalidDataException">The object is no Parquet file, or lacks a column.</exception>
    public static async IAsyncEnumerable<VectorFeature> ReadAsync(IObjectStore store, string key, [EnumeratorCancellation] CancellationToken ct = default)
    {
        ArgumentNullException.ThrowIfNull(store);
        ArgumentNullException.ThrowIfNull(key);
        string copy = Path.Combine(Path.GetTempPath(), $"rasterflow-{Guid.NewGuid():N}.parquet");
        try
        {
            await using (Stream content = await store.OpenReadAsync(key, ct) ?? throw new FileNotFoundException($"There is no vectors file '{key}'.", key))
            await using (FileStream file = File.Create(copy))
            {
                await content.CopyToAsync(file, ct);
            }

            foreach (VectorFeature feature in ReadFile(copy, key))
            {
                ct.ThrowIfCancellationRequested();
                yield return feature;
            }
        }
        finally
        {
            File.Delete(copy);
        }
    }

    private static IEnumerable<VectorFeature> ReadFile(string path, string name)
    {
        using ParquetFileReader file = Open(path, name);
        int rowGroups = file.FileMetaData.NumRowGroups;
        for (int i = 0; i < rowGroups; i++)
        {
            foreach (VectorFeature feature in ReadRowGroup(file, i, name))
            {
                yield return feature;
            }
        }
    }

    private static ParquetFileReader Open(string path, string name)
    {
        try
        {
            return new ParquetFileReader(path);
        }
        catch (ParquetException e)
        {
            throw new InvalidDataException($"{name} is not a readable Parquet file: {e.Message}", e);
        }
    }

    private static IEnumerable<VectorFeature> ReadRowGroup(ParquetFileReader file, int index, string name)
    {
        using RowGroupReader rowGroup = file.RowGroup(index);
        GeoParquetColumns columns = new(rowGroup, file.FileMetaData.Schema, name);
        long[] ids = columns.Read<long>(GeoParquetLayout.Id);
        byte[][] geometries = columns.ReadReferences<byte[]>(GeoParquetLayout.Geometry);
        string[] labels = columns.ReadReferences<string>(GeoParquetLayout.Label);
        Date[] times = columns.Read<Date>(GeoParquetLayout.Time);
        long[] pixels = columns.Read<long>(GeoParquetLayout.Pixels);
        double?[] scores = columns.ReadOptional<double>(GeoParquetLayout.ScoreMean);
        WKBReader parser = new(Packed);
        for (int row = 0; row < ids.Length; row++)
        {
            yield return new VectorFeature
            {
                Id = ids[row],
                Geometry = parser.Read(geometries[row]),
                Label = labels[row],
                Time = DateOnly.FromDateTime(times[row].DateTime),
                Pixels = pixels[row],
                ScoreMean = scores[row],
            };
        }
    }
}
