using RasterFlow.Areas;

namespace RasterFlow.Vectors;

/// <summary>
/// Writes vectors as GeoParquet 1.1.0: columns <c>id</c>, <c>geometry</c> (WKB), <c>label</c>, <c>time</c> (date), <c>pixels</c>,
/// the scores and <c>bbox</c> (the covering); zstd; row groups of about 50,000 rows.
/// Rows keep the order they are given in, and the same rows always give the same bytes.
/// </summary>
public static class GeoParquetWriter
{
    /// <summary>Writes a whole part file.</summary>
    /// <param name="destination">Where to; left open. A failed write leaves it incomplete: have it appear only when this is done.</param>
    /// <param name="features">The rows, sorted by the caller (<see cref="HilbertOrder"/>).</param>
    /// <param name="crs">The system of the geometries; null for EPSG:4326, which the file calls OGC:CRS84.</param>
    /// <param name="ct">Cancels between rows.</param>
    /// <exception cref="ArgumentException">A geometry is empty.</exception>
    public static Task<GeoParquetSummary> WriteAsync(
        Stream destination, IReadOnlyList<VectorFeature> features, Crs? crs = null, CancellationToken ct = default)
    {
        ArgumentNullException.ThrowIfNull(features);
        return WriteAsync(destination, features.ToAsyncEnumerable(), crs, ct);
    }

    /// <summary>Writes a whole part file, never holding more than one row group.</summary>
    /// <inheritdoc cref="WriteAsync(Stream, IReadOnlyList{VectorFeature}, Crs, CancellationToken)"/>
    public static async Task<GeoParquetSummary> WriteAsync(
        Stream destination, IAsyncEnumerable<VectorFeature> features, Crs? crs = null, CancellationToken ct = default)
    {
        ArgumentNullException.ThrowIfNull(destination);
        ArgumentNullException.ThrowIfNull(features);
        using GeoParquetFile<VectorFeature> file = new(destination, GeoParquetLayout.CreateColumns(), feature => feature.Geometry, crs ?? Crs.Wgs84);
        await foreach (VectorFeature feature in features.WithCancellation(ct))
        {
            ct.ThrowIfCancellationRequested();
            file.Add(feature);
        }

        return file.Close();
    }
}
