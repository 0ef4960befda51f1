using RasterFlow.Vectors.Changes;

namespace RasterFlow.Jobs;

/// <summary>A comparison as clients see it.</summary>
public sealed record DiffStatus
{
    /// <summary>The comparison's id.</summary>
    public required string Id { get; init; }

    /// <summary>PENDING, RUNNING, SUCCEEDED, FAILED or CANCELLED.</summary>
    public required string State { get; init; }

    /// <summary>Why it failed.</summary>
    public string? Error { get; init; }

    /// <summary>Address of the folder with its GeoParquet parts, without any secret; only of one that has succeeded.</summary>
    public Uri? Url { get; init; }

    /// <summary>What it came to; only of one that has succeeded.</summary>
    public ChangeResult? Result { get; init; }

    /// <summary>Whether nothing more will happen.</summary>
    public bool IsFinished => State is JobStates.Succeeded or JobStates.Failed or JobStates.Cancelled;
}
