using System.Text.Json;
using System.Text.Json.Serialization;

namespace RasterFlow.Jobs;

/// <summary>What a job document would come to, before anything runs. Shares are of the area's ground area, 0 to 1.</summary>
public sealed record PreflightReport
{
    /// <summary>Whether the job would be started: there is at least one scene for each dataset.</summary>
    public required bool CanRun { get; init; }

    /// <summary>Whether every time step of every dataset has scenes over the whole area.</summary>
    public required bool IsCovered { get; init; }

    /// <summary>The area in square kilometres on the ellipsoid.</summary>
    public required double AreaKm2 { get; init; }

    /// <summary>The mosaic's pixels.</summary>
    public required PreflightGrid Grid { get; init; }

    /// <summary>Labels of the mosaic's bands.</summary>
    public required IReadOnlyList<string> Bands { get; init; }

    /// <summary>What there is to do and to store.</summary>
    public required PreflightSize Size { get; init; }

    /// <summary>The time steps, in order.</summary>
    public required IReadOnlyList<PreflightStep> Steps { get; init; }

    /// <summary>Scenes that were found but would not be used, and why; the first thousand. Each step's datasets say the same in numbers.</summary>
    public required IReadOnlyList<SkippedInput> Skipped { get; init; }

    /// <summary>Scenes that were seen and lie in none of the time steps.</summary>
    public IReadOnlyList<PreflightUnused> Unused { get; init; } = [];

    /// <summary>What a person should know before starting the job; empty when all is well.</summary>
    public required IReadOnlyList<string> Warnings { get; init; }
}

/// <summary>A mosaic's grid.</summary>
/// <param name="Crs">Reference system, <c>EPSG:code</c> or WKT.</param>
/// <param name="PixelSize">Side of a pixel in its units.</param>
/// <param name="Width">Columns.</param>
/// <param name="Height">Rows.</param>
/// <param name="Bounds">West, south, east and north edge in units of the reference system.</param>
public sealed record PreflightGrid(string Crs, double PixelSize, int Width, int Height, IReadOnlyList<double> Bounds);

/// <summary>What a job has to do and to store. Bytes are before compression.</summary>
/// <param name="Pixels">Pixels of all time steps of one band.</param>
/// <param name="Blocks">Blocks to composite.</param>
/// <param name="LevelBlocks">Blocks of overview levels that are built afterwards.</param>
/// <param name="InferenceBlocks">Blocks to infer.</param>
/// <param name="MosaicBytes">The mosaic.</param>
/// <param name="LevelBytes">Its overview levels.</param>
/// <param name="PredictionBytes">The prediction.</param>
public sealed record PreflightSize(long Pixels, int Blocks, int LevelBlocks, int InferenceBlocks, long MosaicBytes, long LevelBytes, long PredictionBytes);

/// <summary>One time step.</summary>
/// <param name="Start">First day.</param>
/// <param name="End">The day after the last one.</param>
/// <param name="Datasets">The datasets, in the order of the bands.</param>
public sealed record PreflightStep(DateOnly Start, DateOnly End, IReadOnlyList<PreflightCoverage> Datasets);

/// <summary>What one dataset finds in one time step.</summary>
public sealed record PreflightCoverage
{
    /// <summary>The dataset.</summary>
    public required string Dataset { get; init; }

    /// <summary>Scenes that would be read.</summary>
    public required int Scenes { get; init; }

    /// <summary>Passes of a satellite; scenes of one pass count once at each pixel.</summary>
    public required int Acquisitions { get; init; }

    /// <summary>Share of the area inside the outline of at least one scene.</summary>
    public required double CoveredShare { get; init; }

    /// <summary>Mean number of looks without cloud over the area: every scene counts with the share of its outline that the catalogue says is clear.</summary>
    public required double ExpectedClearLooks { get; init; }

    /// <summary>Least number of passes over any of the sampled places of the area, gaps included.</summary>
    public required int FewestLooks { get; init; }

    /// <summary>Expected share of the area without a single clear look, if clouds of different passes have nothing to do with each other.</summary>
    public required double ExpectedEmptyShare { get; init; }

    /// <summary>Scenes whose cloud cover the catalogue does not say; they count as clear.</summary>
    public required int ScenesWithoutCloudCover { get; init; }

    /// <summary>Scenes of the time step that the dataset leaves out, by reason, the most frequent first. Those that cannot be read count among <see cref="Scenes"/> as well.</summary>
    public IReadOnlyList<PreflightUnused> Unused { get; init; } = [];

    /// <summary>The part of the area that no scene covers in square kilometres.</summary>
    public required double MissingKm2 { get; init; }

    /// <summary>That part as GeoJSON in EPSG:4326, simplified where it has very many vertices; null when nothing is missing.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public JsonElement? Missing { get; init; }
}

/// <summary>Scenes that are not used for one reason. A service leaves out by itself what lies elsewhere, so of that only what was seen is told.</summary>
/// <param name="Reason"><c>cloud</c>, <c>other_dates</c>, <c>outside_area</c>, <c>reprocessed</c>, <c>same_id</c>, <c>missing_image</c>, <c>too_coarse</c>, <c>outside_season</c>, <c>unreadable</c> or <c>incomplete_item</c>.</param>
/// <param name="Text">The reason for people, to follow their number.</param>
/// <param name="Scenes">Their number.</param>
/// <param name="Named">The first hundred, each with its own figures.</param>
public sealed record PreflightUnused(string Reason, string Text, int Scenes, IReadOnlyList<SkippedInput> Named);
