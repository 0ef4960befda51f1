using System.Text.Json;
using NetTopologySuite.Geometries;
using RasterFlow.Storage;

namespace RasterFlow.Vectors;

/// <summary>What vectorizing came to.</summary>
public sealed record VectorResult
{
    /// <summary>Rows and pixels of each label, in the order of <see cref="VectorizeJob.Features"/>.</summary>
    public required IReadOnlyList<LabelTotal> Labels { get; init; }

    /// <summary>The part files, in order: one at least, without rows when there is no polygon.</summary>
    public required IReadOnlyList<VectorPart> Parts { get; init; }

    /// <summary>Starts of the time steps that polygons were looked for in.</summary>
    public required IReadOnlyList<DateOnly> Times { get; init; }

    /// <summary>Rows of all labels.</summary>
    public long Count => Labels.Sum(label => label.Count);

    /// <summary>The key of a result's own document, beside the folder of its parts.</summary>
    public static string KeyOf(string outputRoot) => $"{outputRoot}.result.json";

    /// <summary>Writes the document: when it is there, all parts are.</summary>
    public Task WriteAsync(IObjectStore store, string outputRoot, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(store);
        return store.WriteAsync(KeyOf(outputRoot), JsonSerializer.SerializeToUtf8Bytes(this, JsonSerializerOptions.Web), cancellationToken);
    }

    /// <summary>Reads the document of a result; null when it is not finished, or never was.</summary>
    /// <exception cref="InvalidDataException">It is damaged.</exception>
    public static async Task<VectorResult?> ReadAsync(IObjectStore store, string outputRoot, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(store);
        try
        {
            return await store.ReadAsync(KeyOf(outputRoot), cancellationToken) is { } content
                ? JsonSerializer.Deserialize<VectorResult>(content, JsonSerializerOptions.Web)
                : null;
        }
        catch (JsonException e)
        {
            throw new InvalidDataException($"{KeyOf(outputRoot)} is damaged: {e.Message}", e);
        }
    }
}

/// <summary>A label's share of a result.</summary>
/// <param name="Label">The label.</param>
/// <param name="Count">Its rows: polygons, or pieces and centre lines of them.</param>
/// <param name="Pixels">Pixels under its polygons, each counted once.</param>
public sealed record LabelTotal(string Label, long Count, long Pixels);

/// <summary>One part file of a result.</summary>
/// <param name="Key">Its key.</param>
/// <param name="Rows">Rows in it; none in the one part of a result without polygons.</param>
/// <param name="Bytes">Its size.</param>
/// <param name="Bounds">Least x and y, greatest x and y of its polygons, in their reference system; empty when it has none.</param>
/// <param name="Columns">Statistics of its columns.</param>
public sealed record VectorPart(string Key, int Rows, long Bytes, IReadOnlyList<double> Bounds, IReadOnlyList<ColumnStatistics> Columns)
{
    /// <summary>A part that has been written.</summary>
    internal static VectorPart Of(string key, GeoParquetSummary summary, long bytes)
    {
        Envelope extent = summary.Extent;
        return new VectorPart(key, summary.Rows, bytes, extent.IsNull ? [] : [extent.MinX, extent.MinY, extent.MaxX, extent.MaxY], summary.Columns);
    }
}
