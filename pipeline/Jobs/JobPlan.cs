using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization;
using RasterFlow.Catalog;
using RasterFlow.Inference;
using RasterFlow.Mosaics;
using RasterFlow.Storage;
using RasterFlow.Tiles;
using RasterFlow.Vectors;

namespace RasterFlow.Jobs;

/// <summary>
/// Everything a job does, decided before its first block: plain data, kept as one JSON object in storage so that orchestrations pass only
/// its key. Every output lies under a key made of a hash of what determines it, so equal work is found again and never done twice.
/// </summary>
public sealed record JobPlan
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        Converters = { new JsonStringEnumConverter() },
        WriteIndented = false,
    };

    /// <summary>The job.</summary>
    public required string JobId { get; init; }

    /// <summary>Key of the area as GeoParquet.</summary>
    public required string AreaKey { get; init; }

    /// <summary>Root key of the mosaic store.</summary>
    public required string MosaicRoot { get; init; }

    /// <summary>Root keys of earlier mosaics, the latest first, whose whole blocks are taken (<see cref="MosaicAddresses"/>).</summary>
    public IReadOnlyList<string> EarlierMosaics { get; init; } = [];

    /// <summary>The mosaic.</summary>
    public required MosaicPlan Mosaic { get; init; }

    /// <summary>Whether the mosaic gets overview levels.</summary>
    public required bool Multiscales { get; init; }

    /// <summary>Key of the inference job document, which the worker reads; null when the job has no prediction.</summary>
    public string? InferenceKey { get; init; }

    /// <summary>The prediction; null when the job has none.</summary>
    public InferenceJob? Inference { get; init; }

    /// <summary>Side of an inference block in units of 256 pixels.</summary>
    public int XyBlockMultiplier { get; init; } = 1;

    /// <summary>The polygons; null when the job makes none.</summary>
    public VectorizeJob? Vectorize { get; init; }

    /// <summary>Key of the tile archive; null when the job makes none.</summary>
    public string? TilesKey { get; init; }

    /// <summary>How tiles are made; null when the job makes none.</summary>
    public TileOptions? Tiles { get; init; }

    /// <summary>The table that gets the vectors; null for none.</summary>
    public string? CatalogTable { get; init; }

    /// <summary>What becomes of the rows that the table has.</summary>
    public CatalogMode CatalogMode { get; init; }

    /// <summary>Key of a job's result.</summary>
    public static string ResultKeyOf(string jobId) => $"jobs/{jobId}/result.json";

    /// <summary>Key of the mark that a store's or file set's last byte is written.</summary>
    public static string CompleteKeyOf(string root) => $"{root}.complete.json";

    /// <summary>Key of the document that says on which devices how many blocks of a prediction were computed.</summary>
    public static string DevicesKeyOf(string inferenceKey)
    {
        ArgumentNullException.ThrowIfNull(inferenceKey);
        return inferenceKey.Replace("inference.json", "devices.json", StringComparison.Ordinal);
    }

    /// <summary>Writes the plan under a key made of its content, so that what a key names never changes, and returns the key.</summary>
    public async Task<string> WriteAsync(IObjectStore store, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(store);
        byte[] content = JsonSerializer.SerializeToUtf8Bytes(this, Json);
        string key = $"jobs/{JobId}/plan-{Convert.ToHexStringLower(SHA256.HashData(content).AsSpan(0, 8))}.json";
        await store.WriteAsync(key, content, cancellationToken);
        return key;
    }

    /// <summary>Reads a plan.</summary>
    /// <exception cref="FileNotFoundException">There is no plan under this key.</exception>
    public static async Task<JobPlan> ReadAsync(IObjectStore store, string key, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(store);
        byte[] content = await store.ReadAsync(key, cancellationToken) ?? throw new FileNotFoundException($"The job plan '{key}' does not exist.");
        return JsonSerializer.Deserialize<JobPlan>(content, Json) ?? throw new JsonException($"The job plan '{key}' is empty.");
    }
}
