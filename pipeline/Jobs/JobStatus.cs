namespace RasterFlow.Jobs;

/// <summary>A job as clients see it.</summary>
public sealed record JobStatus
{
    /// <summary>The job's id.</summary>
    public required string Id { get; init; }

    /// <summary>PENDING, RUNNING, SUCCEEDED, FAILED, CANCELLING or CANCELLED.</summary>
    public required string State { get; init; }

    /// <summary>When it was started (UTC).</summary>
    public required DateTimeOffset Created { get; init; }

    /// <summary>When its state last changed (UTC).</summary>
    public required DateTimeOffset Updated { get; init; }

    /// <summary>The stage that runs, or ran last.</summary>
    public string? Stage { get; init; }

    /// <summary>The stages begun so far.</summary>
    public IReadOnlyList<StageProgress> Stages { get; init; } = [];

    /// <summary>Why it failed.</summary>
    public string? Error { get; init; }

    /// <summary>What it left; only of a job that has succeeded.</summary>
    public JobResult? Result { get; init; }

    /// <summary>Whether nothing more will happen.</summary>
    public bool IsFinished => State is JobStates.Succeeded or JobStates.Failed or JobStates.Cancelled;
}
