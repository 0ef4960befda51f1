using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace RasterFlow.StandIns.DurableTask;

/// <summary>An instance as a client sees it. Payloads are JSON.</summary>
internal sealed record InstanceRecord
{
    public required string InstanceId { get; init; }

    public required string Name { get; init; }

    public required string ExecutionId { get; init; }

    /// <summary>The first execution, if this one began anew: messages are numbered on through all of them.</summary>
    public string? FirstExecutionId { get; init; }

    public string? Version { get; init; }

    public OrchestrationRuntimeStatus Status { get; init; } = OrchestrationRuntimeStatus.Pending;

    public string? Input { get; init; }

    public string? CustomStatus { get; init; }

    public string? Output { get; init; }

    public TaskFailureDetails? FailureDetails { get; init; }

    public DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset LastUpdatedAt { get; init; }

    public DateTimeOffset? ScheduledStartAt { get; init; }

    public IReadOnlyDictionary<string, string>? Tags { get; init; }

    public string? ParentInstanceId { get; init; }

    public string? ParentName { get; init; }

    public string? ParentExecutionId { get; init; }

    /// <summary>The parent's event id of this sub-orchestration.</summary>
    public int ParentEventId { get; init; } = -1;

    [System.Text.Json.Serialization.JsonIgnore]
    public bool IsFinished => Status
        is OrchestrationRuntimeStatus.Completed
        or OrchestrationRuntimeStatus.Failed
        or OrchestrationRuntimeStatus.Terminated;
}
