using System.Text.Json;
using System.Text.Json.Serialization;
using RasterFlow.Imagery;

namespace RasterFlow.Mosaics;

/// <summary>
/// All that is needed to build a mosaic (time, band, y, x), uint16, 0 = no data, block by block. Plain data: kept as JSON between activities.
/// </summary>
public sealed record MosaicPlan
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    /// <summary>The pixels of every time step and band.</summary>
    [JsonConverter(typeof(RasterGridJsonConverter))]
    public required RasterGrid Grid { get; init; }

    /// <summary>Labels of the band axis: <c>prefix:band</c>.</summary>
    public required IReadOnlyList<string> Bands { get; init; }

    /// <summary>The datasets on the band axis.</summary>
    public required IReadOnlyList<MosaicLayer> Layers { get; init; }

    /// <summary>The time axis.</summary>
    public required IReadOnlyList<MosaicStep> Steps { get; init; }

    /// <summary>How bands are brought onto the grid. Left out of the JSON when it is the default, nearest.</summary>
    [JsonConverter(typeof(JsonStringEnumConverter<Resampling>))]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public Resampling Resampling { get; init; }

    /// <summary>What happens when an image cannot be read. Left out of the JSON when it is the default, to fail.</summary>
    [JsonConverter(typeof(JsonStringEnumConverter<SceneFailure>))]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public SceneFailure OnSceneFailure { get; init; }

    /// <summary>Scenes that were found but not used, and why; by id.</summary>
    public required IReadOnlyList<SkippedScene> Skipped { get; init; }

    /// <summary>Side of a block in pixels.</summary>
    public required int BlockSize { get; init; }

    /// <summary>Side of an inner chunk in pixels.</summary>
    public required int ChunkSize { get; init; }

    /// <summary>Zarr format of the store: 2, or null for 3.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? ZarrFormat { get; init; }

    /// <summary>Compressor of the store: <c>gzip</c>, or null for zstd.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Compression { get; init; }

    /// <summary>Start of each time step.</summary>
    [JsonIgnore]
    public IReadOnlyList<DateOnly> Times => [.. Steps.Select(step => step.Start)];

    /// <summary>Length of each time step in days.</summary>
    [JsonIgnore]
    public IReadOnlyList<int> LengthDays => [.. Steps.Select(step => step.LengthDays)];

    /// <summary>Reads what <see cref="ToJson"/> wrote.</summary>
    /// <exception cref="JsonException">The text is not a plan.</exception>
    public static MosaicPlan FromJson(ReadOnlySpan<byte> utf8) =>
        JsonSerializer.Deserialize<MosaicPlan>(utf8, Json) ?? throw new JsonException("The mosaic plan is null.");

    /// <summary>The plan as JSON in UTF-8; equal plans give equal bytes.</summary>
    public byte[] ToJson() => JsonSerializer.SerializeToUtf8Bytes(this, Json);
}
