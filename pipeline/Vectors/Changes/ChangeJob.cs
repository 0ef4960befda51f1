namespace RasterFlow.Vectors.Changes;

/// <summary>Which two results to compare, and how. A JSON document in blob storage; all keys are relative to the outputs container.</summary>
public sealed record ChangeJob
{
    /// <summary>The earlier result.</summary>
    public required ChangeSide Before { get; init; }

    /// <summary>The later result.</summary>
    public required ChangeSide After { get; init; }

    /// <summary>Labels to compare, each with itself.</summary>
    public required IReadOnlyList<string> Features { get; init; }

    /// <summary>Two fields belong together when their overlap covers at least this share of one of them.</summary>
    public double Threshold { get; init; } = 0.5;

    /// <summary>A pair is unchanged when the overlap is at least this share of what both cover together.</summary>
    public double UnchangedIou { get; init; } = 0.8;

    /// <summary>Root key of the result: parts lie at <c>&lt;OutputRoot&gt;/part-00000.parquet</c> and so on.</summary>
    public required string OutputRoot { get; init; }

    /// <summary>Most rows of one part file.</summary>
    public int RowsPerPart { get; init; } = 200_000;

    /// <summary>The key of a part file.</summary>
    public string PartKey(int part) => FormattableString.Invariant($"{OutputRoot}/part-{part:D5}.parquet");
}

/// <summary>One of two results that are compared.</summary>
/// <param name="Root">Root key of its part files.</param>
/// <param name="Parts">Keys of the part files, in order.</param>
/// <param name="Time">The time step to take; null where there is one alone.</param>
public sealed record ChangeSide(string Root, IReadOnlyList<string> Parts, DateOnly? Time);
