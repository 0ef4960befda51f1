using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace RasterFlow.StandIns.DurableTask;

/// <summary>What a run of the orchestrator decided.</summary>
internal sealed record TurnResult
{
    public required OrchestrationRuntimeStatus Status { get; init; }

    public required IReadOnlyList<HistoryEvent> Actions { get; init; }

    public string? Output { get; init; }

    public TaskFailureDetails? FailureDetails { get; init; }

    public required bool SetsCustomStatus { get; init; }

    public string? CustomStatus { get; init; }

    public required IReadOnlyCollection<int> CancelledTimers { get; init; }

    /// <summary>Set when the instance begins anew.</summary>
    public NextExecution? Next { get; init; }
}

/// <summary>How an instance begins anew, with the events that nobody took.</summary>
internal sealed record NextExecution(string? Input, string? Version, IReadOnlyList<HistoryEvent> Carried);
