using RasterFlow.Catalog;
using RasterFlow.Storage;
using RasterFlow.Tests.Vectors;
using RasterFlow.Vectors;

namespace RasterFlow.Tests.Catalog;

/// <summary>Files that catalogue tests put into tables.</summary>
internal static class CatalogSamples
{
    public static TableDefinition Definition { get; } = VectorTable.For("EPSG:4326");

    /// <summary>A real part file with these features.</summary>
    public static async Task<CatalogDataFile> WritePartAsync(IObjectStore store, string key, IReadOnlyList<VectorFeature> features)
    {
        using MemoryStream content = new();
        GeoParquetSummary summary = await GeoParquetWriter.WriteAsync(content, features);
        await store.WriteAsync(key, content.ToArray());
        return new CatalogDataFile(key, summary.Rows, content.Length, summary.Columns);
    }

    /// <summary>An object that no test looks into.</summary>
    public static async Task<CatalogDataFile> WriteBytesAsync(IObjectStore store, int i)
    {
        string key = $"vectors/part-{i:D4}.parquet";
        await store.WriteAsync(key, new byte[i + 1]);
        return new CatalogDataFile(key, i, i + 1, []);
    }

    public static TableCommit Commit(string id, params CatalogDataFile[] files) => new(id, files);

    /// <summary>One square field.</summary>
    public static VectorFeature Field(long id, double x, double y) => GeoParquetSamples.Feature(id, "field", GeoParquetSamples.Square(x, y, 0.01), 0.5);
}
