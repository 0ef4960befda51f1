using Microsoft.DurableTask.Client;

namespace RasterFlow.StandIns.DurableTask;

/// <content>Looking at instances, and removing them.</content>
internal sealed partial class DurableHub
{
    public async Task<InstanceRecord?> GetInstanceRecordAsync(string id, CancellationToken ct)
    {
        await ReadyAsync(ct);
        return Find(id)?.Record;
    }

    /// <summary>The history of the current execution, oldest first; empty when there is no such instance.</summary>
    public async Task<IReadOnlyList<HistoryEvent>> GetHistoryAsync(string instanceId, CancellationToken ct)
    {
        await ReadyAsync(ct);
        if (Find(instanceId) is not { } actor)
        {
            return [];
        }

        // Taken before the look: an instance forgets its history when it has closed.
        IReadOnlyList<HistoryEvent> live = actor.History;
        if (!actor.Closed.IsCompleted)
        {
            return live;
        }

        (IReadOnlyList<HistoryBatch> batches, _) = await Store.ReadLogAsync(instanceId, actor.Record.ExecutionId, ct);
        List<HistoryEvent> history = [];
        List<HistoryEvent> buffered = [];
        foreach (HistoryBatch batch in batches.Prepend(actor.State.Initial))
        {
            if (batch.Buffered)
            {
                buffered.AddRange(batch.Events);
            }
            else
            {
                history.Add(batch.Events[0]);
                history.AddRange(buffered);
                history.AddRange(batch.Events.Skip(1));
                buffered.Clear();
            }
        }

        return history;
    }

    /// <summary>Instances in the order of their ids. The continuation is the last id given.</summary>
    public async Task<(IReadOnlyList<InstanceRecord> Instances, string? Continuation)> QueryAsync(
        IReadOnlyCollection<OrchestrationRuntimeStatus>? statuses = null,
        DateTimeOffset? createdFrom = null,
        DateTimeOffset? createdTo = null,
        string? instanceIdPrefix = null,
        int? top = null,
        string? continuation = null,
        CancellationToken ct = default)
    {
        await ReadyAsync(ct);
        List<InstanceRecord> found =
        [
            .. _actors.Values.Select(actor => actor.Record)
                .Where(record => (statuses is not { Count: > 0 } || statuses.Contains(record.Status))
                    && (createdFrom is null || record.CreatedAt >= createdFrom)
                    && (createdTo is null || record.CreatedAt <= createdTo)
                    && (instanceIdPrefix is null || record.InstanceId.StartsWith(instanceIdPrefix, StringComparison.Ordinal))
                    && (continuation is null || string.CompareOrdinal(record.InstanceId, continuation) > 0))
                .OrderBy(record => record.InstanceId, StringComparer.Ordinal)
                .Take((top ?? int.MaxValue - 1) + 1),
        ];
        if (top is { } limit && found.Count > limit)
        {
            found.RemoveAt(limit);
            return (found, limit == 0 ? continuation : found[^1].InstanceId);
        }

        return (found, null);
    }

    /// <summary>Not done here: a failed instance is started again with RestartAsync.</summary>
    public Task RewindAsync(string id, string reason) =>
        throw new NotSupportedException($"The local task hub cannot rewind '{id}'; restart it instead.");

    public InstanceActor? Find(string id) => _actors.GetValueOrDefault(id);

    public Task ReadyAsync(CancellationToken ct)
    {
        return Halted.IsCancellationRequested
            ? throw new InvalidOperationException("The task hub has stopped.")
            : _ready.Task.WaitAsync(ct);
    }

    /// <summary>Removes a finished instance (and its children if asked). Returns how many went.</summary>
    public async Task<int> PurgeAsync(string id, bool recursive, CancellationToken ct)
    {
        await ReadyAsync(ct);
        if (Find(id) is not { Record.IsFinished: true } actor)
        {
            return 0;
        }

        using CancellationTokenSource end = CancellationTokenSource.CreateLinkedTokenSource(ct, Halted);
        await actor.Closed.WaitAsync(end.Token);
        int purged = 0;
        if (recursive)
        {
            foreach (InstanceRecord child in _actors.Values.Select(other => other.Record).Where(other => other.ParentInstanceId == id).ToList())
            {
                purged += await PurgeAsync(child.InstanceId, true, ct);
            }
        }

        SemaphoreSlim gate = _creating[(uint)string.GetHashCode(id, StringComparison.Ordinal) % _creating.Length];
        await gate.WaitAsync(ct);
        try
        {
            // Another instance may have taken the id meanwhile.
            if (Find(id) == actor)
            {
                await WriteAsync(token => Store.DeleteInstanceAsync(id, token));
                await WriteAsync(token => Store.DeleteLogAsync(id, actor.Record.ExecutionId, token));
                _actors.TryRemove(id, out _);
                purged++;
            }
        }
        finally
        {
            gate.Release();
        }

        return purged;
    }
}
