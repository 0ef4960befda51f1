using RasterFlow.Vectors;

namespace RasterFlow.Jobs;

/// <summary>How predictions become polygons.</summary>
public sealed record VectorizeOptions
{
    /// <summary>Labels to vectorize.</summary>
    public required IReadOnlyList<string> Features { get; init; }

    /// <summary>How pixels are given to labels.</summary>
    public LabelRule Rule { get; init; } = LabelRule.Threshold;

    /// <summary>A pixel belongs to a label when its probability is above this.</summary>
    public double Threshold { get; init; } = 0.5;

    /// <summary>4: pixels of a polygon share edges; 8: corners are enough.</summary>
    public int Connectivity { get; init; } = 4;

    /// <summary>Whether scores are added to the polygons.</summary>
    public bool Stats { get; init; } = true;

    /// <summary>Whether the rows are in the reference system of the prediction instead of EPSG:4326.</summary>
    public bool StoreCrs { get; init; }

    /// <summary>Whether centre lines are made instead of polygons.</summary>
    public bool CentreLines { get; init; }

    /// <summary>Whether polygons are clipped to the job's area.</summary>
    public bool ClipToArea { get; init; }

    /// <summary>What else is done to the polygons; its clip area is left to the planner.</summary>
    public PolygonProcessing Processing { get; init; } = new();
}
