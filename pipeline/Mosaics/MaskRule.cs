namespace RasterFlow.Mosaics;

/// <summary>Which pixels of a scene count, by the values of one of its images.</summary>
public sealed record MaskRule
{
    /// <summary>
    /// Sentinel-2's scene classification (Level-2A algorithm, SCL classes 0 to 11). These count: 2 dark areas, 4 vegetation, 5 bare soil, 6 water, 11 snow.
    /// The others do not: 0 no data, 1 saturated, 3 cloud shadow, 7 unclassified, 8 and 9 cloud, 10 cirrus.
    /// </summary>
    public static MaskRule SceneClassification { get; } = new() { Source = MosaicPlanner.SceneClassification, Values = [2, 4, 5, 6, 11] };

    /// <summary>The image (<see cref="Dataset.Sources"/>).</summary>
    public required string Source { get; init; }

    /// <summary>The values that the rule names, at most 64.</summary>
    public required IReadOnlyList<ushort> Values { get; init; }

    /// <summary>True when the values are those that do not count; false when they are those that do.</summary>
    public bool Drops { get; init; }

    /// <summary>The value where the scene shows nothing, neither clear nor cloud: a neighbour of the same pass may show the pixel there.</summary>
    public ushort NoData { get; init; }
}
