namespace RasterFlow.Jobs;

/// <summary>What a user asks for: two results to compare. docs/JOBS.md lists the JSON members.</summary>
public sealed record DiffDocument
{
    /// <summary>The earlier result: a job's id, or the address of its vectors; null only in a document with problems.</summary>
    public required string? Before { get; init; }

    /// <summary>The later result.</summary>
    public required string? After { get; init; }

    /// <summary>Labels to compare; empty takes those of both results, which must be the same.</summary>
    public IReadOnlyList<string> Features { get; init; } = [];

    /// <summary>Two fields belong together when their overlap covers at least this share of one of them.</summary>
    public double Threshold { get; init; } = 0.5;

    /// <summary>A pair is unchanged when the overlap is at least this share of what both cover together.</summary>
    public double UnchangedIou { get; init; } = 0.8;

    /// <summary>The time step of the earlier result; null where it has one alone.</summary>
    public DateOnly? BeforeTime { get; init; }

    /// <summary>The time step of the later result.</summary>
    public DateOnly? AfterTime { get; init; }
}
