using Microsoft.DurableTask;

namespace RasterFlow.StandIns.DurableTask;

/// <summary>What happened to an instance, as the durable history records it.</summary>
internal enum HistoryEventType
{
    OrchestratorStarted,
    OrchestratorCompleted,
    ExecutionStarted,
    ExecutionCompleted,
    ExecutionTerminated,
    ExecutionSuspended,
    ExecutionResumed,
    TaskScheduled,
    TaskCompleted,
    TaskFailed,
    SubOrchestrationInstanceCreated,
    SubOrchestrationInstanceCompleted,
    SubOrchestrationInstanceFailed,
    TimerCreated,
    TimerFired,
    EventSent,
    EventRaised,
}

/// <summary>
/// One event of a history. Decisions of the orchestrator carry an <see cref="EventId"/>; what answers them carries it as <see cref="TaskScheduledId"/>.
/// </summary>
internal sealed record HistoryEvent
{
    public required HistoryEventType EventType { get; init; }

    public DateTime Timestamp { get; init; }

    public int EventId { get; init; } = -1;

    public int TaskScheduledId { get; init; } = -1;

    public string? Name { get; init; }

    /// <summary>The other instance: the target of an event, or the child.</summary>
    public string? InstanceId { get; init; }

    /// <summary>The execution that a message is for; null for messages to whichever execution is current.</summary>
    public string? ExecutionId { get; init; }

    public string? Input { get; init; }

    public string? Result { get; init; }

    public string? Reason { get; init; }

    public string? Version { get; init; }

    public DateTime? FireAt { get; init; }

    public bool? Recursive { get; init; }

    public TaskFailureDetails? FailureDetails { get; init; }

    /// <summary>The (first) execution that sent this event and its number there: a message delivered again after a crash is dropped by them.</summary>
    public string? Sender { get; init; }

    public long? SenderNumber { get; init; }
}
