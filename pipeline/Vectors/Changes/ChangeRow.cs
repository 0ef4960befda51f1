using NetTopologySuite.Geometries;

namespace RasterFlow.Vectors.Changes;

/// <summary>One row of a comparison: a field before and a field after that belong together, or one that has no counterpart. Areas in square metres on the ellipsoid.</summary>
public sealed record ChangeRow
{
    /// <summary>What became of the field.</summary>
    public required ChangeKind Kind { get; init; }

    /// <summary>The label of both fields.</summary>
    public required string Label { get; init; }

    /// <summary>The earlier field; null where there was none.</summary>
    public ChangeEnd? Before { get; init; }

    /// <summary>The later field; null where there is none.</summary>
    public ChangeEnd? After { get; init; }

    /// <summary>What both cover; of a field without counterpart, what any field of the other result covers of it.</summary>
    public required double OverlapM2 { get; init; }

    /// <summary>The overlap as a share of what both cover together, 0..1; null without counterpart.</summary>
    public double? Iou => Before is { } before && After is { } after ? Share(OverlapM2, before.AreaM2 + after.AreaM2 - OverlapM2) : null;

    /// <summary>The overlap as a share of the earlier field, 0..1.</summary>
    public double? BeforeShare => Before is { } before ? Share(OverlapM2, before.AreaM2) : null;

    /// <summary>The overlap as a share of the later field, 0..1.</summary>
    public double? AfterShare => After is { } after ? Share(OverlapM2, after.AreaM2) : null;

    /// <summary>The outline: the later field's; the earlier one's where it is gone or has been merged.</summary>
    public required Geometry Geometry { get; init; }

    private static double Share(double part, double whole) => whole > 0 ? Math.Clamp(part / whole, 0, 1) : 0;
}

/// <summary>A field in a row of a comparison.</summary>
/// <param name="Id">Its id in its result; of a subdivided field, the whole one's.</param>
/// <param name="Time">Its time step.</param>
/// <param name="AreaM2">Its area.</param>
/// <param name="Links">How many fields of the other result it belongs together with.</param>
public sealed record ChangeEnd(long Id, DateOnly Time, double AreaM2, int Links);
