namespace RasterFlow.StandIns.DurableTask;

/// <summary>
/// The small object per instance: which execution is current and how that began. Written when an execution starts and when it ends;
/// the turns in between are appended to the execution's log.
/// </summary>
internal sealed record InstanceState
{
    public required InstanceRecord Record { get; init; }

    public required HistoryBatch Initial { get; init; }

    /// <summary>Finished, with all messages delivered: nothing to resume.</summary>
    public bool Closed { get; init; }

    /// <summary>Per sending instance, by its first execution, the number of its last event taken by executions before this one.</summary>
    public IReadOnlyDictionary<string, long>? Seen { get; init; }
}
