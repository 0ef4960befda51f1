namespace RasterFlow.Vectors;

/// <summary>What to turn into polygons, and where to. A JSON document in blob storage; all keys are relative to the outputs container.</summary>
public sealed record VectorizeJob
{
    /// <summary>Root key of the prediction store.</summary>
    public required string PredictionRoot { get; init; }

    /// <summary>Labels (bands of the prediction) to vectorize, each on its own.</summary>
    public required IReadOnlyList<string> Features { get; init; }

    /// <summary>Pixels with a score above it belong to the label.</summary>
    public double Threshold { get; init; } = 0.5;

    /// <summary>Whether to compute each polygon's mean score.</summary>
    public bool Stats { get; init; } = true;

    /// <summary>The reference system of the part files, as EPSG:code.</summary>
    public string Crs { get; init; } = "EPSG:4326";

    /// <summary>Side of a vectorize block in pixels; null for the store's block size. The polygons do not depend on it.</summary>
    public int? BlockSize { get; init; }

    /// <summary>Root key of intermediate objects: fragments lie at <c>&lt;WorkRoot&gt;/fragments/&lt;block&gt;.bin</c>.</summary>
    public required string WorkRoot { get; init; }

    /// <summary>Root key of the result: parts lie at <c>&lt;OutputRoot&gt;/part-00000.parquet</c> and so on.</summary>
    public required string OutputRoot { get; init; }

    /// <summary>Most rows of one part file.</summary>
    public int RowsPerPart { get; init; } = 200_000;

    /// <summary>The key of a block's fragments.</summary>
    public string FragmentsKey(int block) => FormattableString.Invariant($"{WorkRoot}/fragments/{block:D6}.bin");

    /// <summary>The key of a part file.</summary>
    public string PartKey(int part) => FormattableString.Invariant($"{OutputRoot}/part-{part:D5}.parquet");
}
