namespace RasterFlow.Mosaics;

/// <summary>One composite of a mosaic.</summary>
public sealed record MosaicStep
{
    /// <summary>First day of the step.</summary>
    public required DateOnly Start { get; init; }

    /// <summary>Days in the step.</summary>
    public required int LengthDays { get; init; }

    /// <summary>
    /// The scenes, ordered by acquisition (ordinal), then those that need no resampling first, then by id (ordinal):
    /// at each pixel the first scene of an acquisition with data decides for it.
    /// </summary>
    public required IReadOnlyList<PlannedScene> Scenes { get; init; }
}
