using System.Runtime.CompilerServices;
using NetTopologySuite;
using NetTopologySuite.Geometries;
using NetTopologySuite.Geometries.Implementation;
using NetTopologySuite.IO;
using ParquetSharp;
using RasterFlow.Areas;
using RasterFlow.Storage;

namespace RasterFlow.Vectors;

/// <summary>Reads the part files of <see cref="GeoParquetWriter"/>, one row group in memory at a time. Geometries come in EPSG:4326, whatever the file has.</summary>
public static class GeoParquetReader
{
    private static readonly string[] Scores =
        [GeoParquetLayout.ScoreMean, GeoParquetLayout.ScoreMin, GeoParquetLayout.ScoreMax, GeoParquetLayout.ScoreStd];

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
        CrsTransform toWgs84 = ToWgs84(file, name);
        int rowGroups = file.FileMetaData.NumRowGroups;
        for (int i = 0; i < rowGroups; i++)
        {
            foreach (VectorFeature feature in ReadRowGroup(file, i, toWgs84, name))
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

    private static IEnumerable<VectorFeature> ReadRowGroup(ParquetFileReader file, int index, CrsTransform toWgs84, string name)
    {
        using RowGroupReader rowGroup = file.RowGroup(index);
        GeoParquetColumns columns = new(rowGroup, file.FileMetaData.Schema, name);
        long[] ids = columns.Read<long>(GeoParquetLayout.Id);
        long?[] partOf = columns.ReadOptional<long>(GeoParquetLayout.PartOf);
        byte[][] geometries = columns.ReadReferences<byte[]>(GeoParquetLayout.Geometry);
        string[] labels = columns.ReadReferences<string>(GeoParquetLayout.Label);
        Date[] times = columns.Read<Date>(GeoParquetLayout.Time);
        long[] pixels = columns.Read<long>(GeoParquetLayout.Pixels);
        double[] areas = columns.Read<double>(GeoParquetLayout.Area);
        double[] perimeters = columns.Read<double>(GeoParquetLayout.Perimeter);
        double?[] lengths = columns.ReadOptional<double>(GeoParquetLayout.Length);
        double?[][] scores = Array.ConvertAll(Scores, columns.ReadOptional<double>);
        WKBReader parser = new(Packed);
        for (int row = 0; row < ids.Length; row++)
        {
            yield return new VectorFeature
            {
                Id = ids[row],
                PartOf = partOf[row],
                Geometry = toWgs84.Apply(Parse(parser, geometries[row], name, index, row)),
                Label = labels[row],
                Time = DateOnly.FromDateTime(times[row].DateTime),
                Pixels = pixels[row],
                AreaM2 = areas[row],
                PerimeterM = perimeters[row],
                LengthM = lengths[row],
                ScoreMean = scores[0][row],
                ScoreMin = scores[1][row],
                ScoreMax = scores[2][row],
                ScoreStd = scores[3][row],
            };
        }
    }

    private static Geometry Parse(WKBReader parser, byte[] wkb, string name, int rowGroup, int row)
    {
        try
        {
            return parser.Read(wkb);
        }
        catch (Exception e) when (e is ParseException or EndOfStreamException or ArgumentException)
        {
            throw new InvalidDataException($"{name}: row {row} of row group {rowGroup} has no readable geometry: {e.Message}", e);
        }
    }

    /// <summary>The way from the file's reference system, which every file states, to that of features.</summary>
    private static CrsTransform ToWgs84(ParquetFileReader file, string name)
    {
        string json = file.FileMetaData.KeyValueMetadata.GetValueOrDefault(GeoParquetMetadata.Key)
            ?? throw new InvalidDataException($"{name} is Parquet, but no GeoParquet: it has no 'geo' metadata.");
        return new CrsTransform(GeoParquetMetadata.Parse(json, name).Crs, Crs.Wgs84);
    }
}
