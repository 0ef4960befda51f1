namespace RasterFlow.Vectors;

/// <summary>What vectorizing came to.</summary>
public sealed record VectorResult
{
    /// <summary>Rows and pixels of each label, in the order of <see cref="VectorizeJob.Features"/>.</summary>
    public required IReadOnlyList<LabelTotal> Labels { get; init; }

    /// <summary>The part files, in order. Empty when there is no polygon.</summary>
    public required IReadOnlyList<VectorPart> Parts { get; init; }

    /// <summary>Rows of all labels.</summary>
    public long Count => Labels.Sum(label => label.Count);
}

/// <summary>A label's share of a result.</summary>
/// <param name="Label">The label.</param>
/// <param name="Count">Its rows: polygons, or pieces and centre lines of them.</param>
/// <param name="Pixels">Pixels under its polygons, each counted once.</param>
public sealed record LabelTotal(string Label, long Count, long Pixels);

/// <summary>One part file of a result.</summary>
/// <param name="Key">Its key.</param>
/// <param name="Rows">Polygons in it.</param>
/// <param name="Bytes">Its size.</param>
/// <param name="Bounds">West, south, east and north edge of its polygons, EPSG:4326.</param>
public sealed record VectorPart(string Key, int Rows, long Bytes, IReadOnlyList<double> Bounds);
