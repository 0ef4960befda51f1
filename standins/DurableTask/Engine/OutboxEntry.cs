namespace RasterFlow.StandIns.DurableTask;

/// <summary>A message to another instance: committed with the turn that sends it, delivered after that, in order, at least once.</summary>
internal sealed record OutboxEntry
{
    public required long Number { get; init; }

    public required string Target { get; init; }

    /// <summary>A message to the target; null when the target is to be started.</summary>
    public HistoryEvent? Message { get; init; }

    /// <summary>The child to start.</summary>
    public InstanceRecord? Start { get; init; }
}
