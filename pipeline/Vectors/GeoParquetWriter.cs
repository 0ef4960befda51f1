using ParquetSharp;
using ParquetSharp.Schema;

namespace RasterFlow.Vectors;

/// <summary>
/// Writes vectors as GeoParquet 1.1.0: columns <c>id</c>, <c>geometry</c> (WKB, OGC:CRS84), <c>label</c>, <c>time</c> (date), <c>pixels</c>,
/// <c>score_mean</c> and <c>bbox</c> (the covering); zstd; row groups of about 50,000 rows.
/// Rows keep the order they are given in, and the same rows always give the same bytes.
/// </summary>
public static class GeoParquetWriter
{
    // Compresses WKB within a few percent of the highest levels at a fraction of their time.
    private const int CompressionLevel = 3;

    /// <summary>Writes a whole part file.</summary>
    /// <param name="destination">Where to; left open. A failed write leaves it incomplete: have it appear only when this is done.</param>
    /// <param name="features">The rows, geometries in EPSG:4326, sorted by the caller (<see cref="HilbertOrder"/>).</param>
    /// <param name="ct">Cancels between rows.</param>
    /// <exception cref="ArgumentException">A geometry is empty.</exception>
    public static async Task WriteAsync(Stream destination, IReadOnlyList<VectorFeature> features, CancellationToken ct = default)
    {
        ArgumentNullException.ThrowIfNull(features);
        await WriteAsync(destination, features.ToAsyncEnumerable(), ct);
    }

    /// <summary>Writes a whole part file, never holding more than one row group.</summary>
    /// <inheritdoc cref="WriteAsync(Stream, IReadOnlyList{VectorFeature}, CancellationToken)"/>
    public static async Task WriteAsync(Stream destination, IAsyncEnumerable<VectorFeature> features, CancellationToken ct = default)
    {
        ArgumentNullException.ThrowIfNull(destination);
        ArgumentNullException.ThrowIfNull(features);
        Dictionary<string, string> metadata = [];
        using GroupNode schema = GeoParquetLayout.CreateSchema();
        using WriterPropertiesBuilder builder = new();
        using WriterProperties properties = builder.Compression(Compression.Zstd).CompressionLevel(CompressionLevel).Build();
        using ParquetFileWriter file = new(destination, schema, properties, metadata, leaveOpen: true);
        GeoParquetRowGroups rows = new(file);
        await foreach (VectorFeature feature in features.WithCancellation(ct))
        {
            ct.ThrowIfCancellationRequested();
            rows.Add(feature);
        }

        rows.Flush();

        // ParquetSharp writes key-value metadata on Close, when the extent and the geometry types of all rows are known.
        metadata[Areas.GeoParquetMetadata.Key] = rows.DescribeGeometry();
        file.Close();
    }
}
