using NetTopologySuite.Geometries;

namespace RasterFlow.Vectors;

/// <summary>One polygon of a result: a row of the vectors table.</summary>
public sealed record VectorFeature
{
    /// <summary>Stable id: a hash of label, time and the polygon's first pixel; equal for every block size.</summary>
    public required long Id { get; init; }

    /// <summary>The class, for example <c>field</c>.</summary>
    public required string Label { get; init; }

    /// <summary>Start of the time step that it was seen in.</summary>
    public required DateOnly Time { get; init; }

    /// <summary>Pixels under the polygon.</summary>
    public required long Pixels { get; init; }

    /// <summary>Mean score (probability) under the polygon, 0..1; null when scores were not asked for.</summary>
    public double? ScoreMean { get; init; }

    /// <summary>The outline with its holes, EPSG:4326, longitude first; valid.</summary>
    public required Geometry Geometry { get; init; }
}
