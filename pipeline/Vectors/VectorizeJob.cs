namespace RasterFlow.Vectors;

/// <summary>What to turn into polygons, and where to. A JSON document in blob storage; all keys are relative to the outputs container.</summary>
public sealed record VectorizeJob
{
    /// <summary>Root key of the prediction store.</summary>
    public required string PredictionRoot { get; init; }

    /// <summary>Labels (bands of the prediction) to vectorize.</summary>
    public required IReadOnlyList<string> Features { get; init; }

    /// <summary>How pixels are given to labels.</summary>
    public LabelRule Rule { get; init; } = LabelRule.Threshold;

    /// <summary>Pixels with a score above it belong to the label; <see cref="LabelRule.Threshold"/> only.</summary>
    public double Threshold { get; init; } = 0.5;

    /// <summary>4: pixels of a polygon share edges; 8: corners are enough.</summary>
    public int Connectivity { get; init; } = 4;

    /// <summary>Whether to compute each polygon's scores.</summary>
    public bool Stats { get; init; } = true;

    /// <summary>Whether to write centre lines instead of the polygons: for thin classes, for example roads.</summary>
    public bool CentreLines { get; init; }

    /// <summary>What is done to the polygons.</summary>
    public PolygonProcessing Processing { get; init; } = new();

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

    /// <summary>Throws when the job cannot be run, whatever the prediction.</summary>
    /// <exception cref="ArgumentException">A value is out of range; the message names all of them.</exception>
    public void Check()
    {
        List<string> problems = [];
        Require(Features.Count > 0, $"there is no label to vectorize");
        Require(Features.Distinct(StringComparer.Ordinal).Count() == Features.Count, $"a label appears twice");
        Require(double.IsFinite(Threshold), $"the threshold {Threshold} is not a number");
        Require(Connectivity is 4 or 8, $"the connectivity {Connectivity} is neither 4 nor 8");
        Require(BlockSize is null or > 0, $"the block size {BlockSize} is not positive");
        Require(RowsPerPart > 0, $"{RowsPerPart} rows of a part are not positive");
        Require(Processing.SimplifyPixels is >= 0 and <= ArcSimplifier.MostPixels, $"polygons are simplified by 0 to {ArcSimplifier.MostPixels} pixels, not {Processing.SimplifyPixels}");
        Require(Processing.FillHolesM2 >= 0 && Processing.MinAreaM2 >= 0, $"an area is negative");
        Require(Processing.MinScore is null || Stats, $"polygons cannot be dropped by a score that is not computed");
        Require(Processing.PrecisionDecimals is null or (>= 0 and <= 15), $"coordinates keep 0 to 15 decimals, not {Processing.PrecisionDecimals}");
        Require(Processing.PrecisionDecimals is null || Crs == "EPSG:4326", $"coordinates in {Crs} cannot keep decimals of a degree");
        Require(Processing.MaxVertices is null or >= 8, $"a polygon cannot be cut into pieces of {Processing.MaxVertices} vertices; the least is 8");
        if (problems.Count > 0)
        {
            throw new ArgumentException($"The polygons cannot be made: {string.Join("; ", problems)}.");
        }

        void Require(bool isRight, FormattableString problem)
        {
            if (!isRight)
            {
                problems.Add(FormattableString.Invariant(problem));
            }
        }
    }
}

/// <summary>How pixels are given to labels.</summary>
public enum LabelRule
{
    /// <summary>A pixel belongs to every label whose score is above the threshold.</summary>
    Threshold,

    /// <summary>A pixel belongs to the label of all the prediction's with the greatest score, to the first of several equal ones; to none without scores.</summary>
    ArgMax,
}
