using NetTopologySuite.Geometries;

namespace RasterFlow.Vectors;

/// <summary>
/// One feature of a result: a row of the vectors table. <see cref="AreaM2"/>, <see cref="PerimeterM"/> and <see cref="LengthM"/> describe the row's own
/// geometry; <see cref="Pixels"/> and the scores describe the whole polygon that it was traced as, also where the row is only a part of it.
/// </summary>
public sealed record VectorFeature
{
    /// <summary>Stable id: a hash of label, time and the polygon's first pixel (and of the part's place in it); equal for every block size.</summary>
    public required long Id { get; init; }

    /// <summary>The id of the whole polygon when this row is a part of one that was subdivided, or one of its centre lines; null for whole polygons.</summary>
    public long? PartOf { get; init; }

    /// <summary>The class, for example <c>field</c>.</summary>
    public required string Label { get; init; }

    /// <summary>Start of the time step that it was seen in.</summary>
    public required DateOnly Time { get; init; }

    /// <summary>Pixels of the whole polygon.</summary>
    public required long Pixels { get; init; }

    /// <summary>Area of the geometry in square metres on the WGS 84 ellipsoid; 0 for lines.</summary>
    public double AreaM2 { get; init; }

    /// <summary>Length of all rings of the geometry in metres on the ellipsoid; 0 for lines.</summary>
    public double PerimeterM { get; init; }

    /// <summary>Length of a line in metres on the ellipsoid; null for polygons.</summary>
    public double? LengthM { get; init; }

    /// <summary>Mean score (probability) under the whole polygon; null when scores were not asked for.</summary>
    public double? ScoreMean { get; init; }

    /// <summary>Least score under the whole polygon; null when scores were not asked for.</summary>
    public double? ScoreMin { get; init; }

    /// <summary>Greatest score under the whole polygon; null when scores were not asked for.</summary>
    public double? ScoreMax { get; init; }

    /// <summary>Standard deviation of the scores under the whole polygon (of the population: divided by the pixels); null when scores were not asked for.</summary>
    public double? ScoreStd { get; init; }

    /// <summary>
    /// The outline with its holes, or a centre line; EPSG:4326, longitude first; valid. A multipolygon where a clip, the antimeridian or
    /// pixels that touch only at corners (8-connected) part it.
    /// </summary>
    public required Geometry Geometry { get; init; }
}
