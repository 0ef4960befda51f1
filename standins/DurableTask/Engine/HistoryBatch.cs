using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace RasterFlow.StandIns.DurableTask;

/// <summary>
/// What one write adds to an instance: a turn (messages taken, decisions made), or messages kept for a later turn.
/// A batch is written whole or not at all, and before any effect of it is visible.
/// </summary>
internal sealed record HistoryBatch
{
    /// <summary>The events wait for the next turn (suspended, or not yet due to start).</summary>
    public bool Buffered { get; init; }

    public required IReadOnlyList<HistoryEvent> Events { get; init; }

    public IReadOnlyList<OutboxEntry>? Outbox { get; init; }

    /// <summary>Outbox entries with smaller numbers have arrived.</summary>
    public long Delivered { get; init; }

    public OrchestrationRuntimeStatus Status { get; init; }

    public DateTimeOffset At { get; init; }

    public bool SetsCustomStatus { get; init; }

    public string? CustomStatus { get; init; }

    public string? Output { get; init; }

    public TaskFailureDetails? FailureDetails { get; init; }

    public InstanceRecord ApplyTo(InstanceRecord record) => record with
    {
        Status = Status,
        LastUpdatedAt = At,
        CustomStatus = SetsCustomStatus ? CustomStatus : record.CustomStatus,
        Output = Output ?? record.Output,
        FailureDetails = FailureDetails ?? record.FailureDetails,
    };
}
