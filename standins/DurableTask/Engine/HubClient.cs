using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace RasterFlow.StandIns.DurableTask;

/// <summary>The client of a hub in this process.</summary>
internal sealed class HubClient(DurableHub hub, string name) : DurableTaskClient(name)
{
    public override async Task<string> ScheduleNewOrchestrationInstanceAsync(
        TaskName orchestratorName,
        object? input = null,
        StartOrchestrationOptions? options = null,
        CancellationToken cancellation = default)
    {
        string id = options?.InstanceId is { Length: > 0 } wanted ? wanted : Guid.NewGuid().ToString("N");
        InstanceIds.Check(id);
        await hub.ReadyAsync(cancellation);
        await ScheduleAsync(orchestratorName.Name, id, hub.Converter.Serialize(input), options, cancellation);
        return id;
    }

    public override async Task RaiseEventAsync(string instanceId, string eventName, object? eventPayload = null, CancellationToken cancellation = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(instanceId);
        ArgumentException.ThrowIfNullOrEmpty(eventName);
        await PostAsync(
            instanceId,
            new HistoryEvent
            {
                EventType = HistoryEventType.EventRaised,
                Timestamp = DateTime.UtcNow,
                Name = eventName,
                Input = hub.Converter.Serialize(eventPayload),
            },
            cancellation);
    }

    public override Task<OrchestrationMetadata> WaitForInstanceStartAsync(
        string instanceId,
        bool getInputsAndOutputs = false,
        CancellationToken cancellation = default) =>
        WaitAsync(instanceId, record => record.Status != OrchestrationRuntimeStatus.Pending, getInputsAndOutputs, cancellation);

    public override Task<OrchestrationMetadata> WaitForInstanceCompletionAsync(
        string instanceId,
        bool getInputsAndOutputs = false,
        CancellationToken cancellation = default) =>
        WaitAsync(instanceId, record => record.IsFinished, getInputsAndOutputs, cancellation);

    public override Task TerminateInstanceAsync(string instanceId, TerminateInstanceOptions? options = null, CancellationToken cancellation = default) =>
        PostAsync(
            instanceId,
            new HistoryEvent
            {
                EventType = HistoryEventType.ExecutionTerminated,
                Timestamp = DateTime.UtcNow,
                Result = hub.Converter.Serialize(options?.Output),
                Recursive = options?.Recursive ?? false,
            },
            cancellation);

    public override Task SuspendInstanceAsync(string instanceId, string? reason = null, CancellationToken cancellation = default) => PostAsync(
        instanceId,
        new HistoryEvent { EventType = HistoryEventType.ExecutionSuspended, Timestamp = DateTime.UtcNow, Reason = reason },
        cancellation);

    public override Task ResumeInstanceAsync(string instanceId, string? reason = null, CancellationToken cancellation = default) => PostAsync(
        instanceId,
        new HistoryEvent { EventType = HistoryEventType.ExecutionResumed, Timestamp = DateTime.UtcNow, Reason = reason },
        cancellation);

    public override async Task<OrchestrationMetadata?> GetInstancesAsync(
        string instanceId,
        bool getInputsAndOutputs = false,
        CancellationToken cancellation = default) =>
        await hub.GetInstanceRecordAsync(instanceId, cancellation) is { } record ? Describe(record, getInputsAndOutputs) : null;

    public override AsyncPageable<OrchestrationMetadata> GetAllInstancesAsync(OrchestrationQuery? filter = null)
    {
        OrchestrationQuery query = filter ?? new OrchestrationQuery();
        return Pageable.Create<OrchestrationMetadata>(async (continuation, size, cancellation) =>
        {
            (IReadOnlyList<InstanceRecord> found, string? next) = await hub.QueryAsync(
                query.Statuses?.ToList(),
                query.CreatedFrom,
                query.CreatedTo,
                query.InstanceIdPrefix,
                size ?? query.PageSize,
                continuation ?? query.ContinuationToken,
                cancellation);
            return new Page<OrchestrationMetadata>([.. found.Select(record => Describe(record, query.FetchInputsAndOutputs))], next);
        });
    }

    public override async Task<PurgeResult> PurgeInstanceAsync(
        string instanceId,
        PurgeInstanceOptions? options = null,
        CancellationToken cancellation = default) =>
        new(await hub.PurgeAsync(instanceId, options?.Recursive ?? false, cancellation));

    public override async Task<PurgeResult> PurgeAllInstancesAsync(
        PurgeInstancesFilter filter,
        PurgeInstanceOptions? options = null,
        CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(filter);
        (IReadOnlyList<InstanceRecord> found, _) = await hub.QueryAsync(
            filter.Statuses?.ToList(), filter.CreatedFrom, filter.CreatedTo, ct: cancellation);
        int purged = 0;
        foreach (InstanceRecord record in found)
        {
            purged += await hub.PurgeAsync(record.InstanceId, options?.Recursive ?? false, cancellation);
        }

        return new PurgeResult(purged, true);
    }

    public override async Task<string> RestartAsync(
        string instanceId,
        bool restartWithNewInstanceId = false,
        CancellationToken cancellation = default)
    {
        InstanceRecord old = await hub.GetInstanceRecordAsync(instanceId, cancellation)
            ?? throw new ArgumentException($"An orchestration with the instanceId {instanceId} was not found.", nameof(instanceId));
        if (!restartWithNewInstanceId && !old.IsFinished)
        {
            throw new InvalidOperationException($"An orchestration with the instanceId {instanceId} cannot be restarted, as it is {old.Status}.");
        }

        string id = restartWithNewInstanceId ? Guid.NewGuid().ToString("N") : instanceId;
        await ScheduleAsync(old.Name, id, old.Input, null, cancellation);
        return id;
    }

    public override Task RewindInstanceAsync(string instanceId, string reason, CancellationToken cancellation = default) =>
        hub.RewindAsync(instanceId, reason);

    // The hub belongs to the host.
    public override ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private async Task ScheduleAsync(string orchestrator, string id, string? input, StartOrchestrationOptions? options, CancellationToken cancellation)
    {
        DateTimeOffset now = DateTimeOffset.UtcNow;
        InstanceRecord record = new()
        {
            InstanceId = id,
            Name = orchestrator,
            ExecutionId = Guid.NewGuid().ToString("N"),
            Version = options?.Version?.Version,
            Input = input,
            Tags = options?.Tags is { Count: > 0 } tags ? tags : null,
            CreatedAt = now,
            LastUpdatedAt = now,
            ScheduledStartAt = options?.StartAt,
        };
        try
        {
            await hub.CreateAsync(record, options?.DedupeStatuses, cancellation);
        }
        catch (OperationCanceledException) when (hub.Halted.IsCancellationRequested && !cancellation.IsCancellationRequested)
        {
            throw new InvalidOperationException($"The task hub has stopped; whether the instance '{id}' starts is known after its next start.");
        }
    }

    private async Task PostAsync(string instanceId, HistoryEvent message, CancellationToken cancellation)
    {
        await hub.ReadyAsync(cancellation);
        if (hub.Find(instanceId) is { } actor)
        {
            await actor.PostAsync(message).WaitAsync(cancellation);
        }
    }

    private async Task<OrchestrationMetadata> WaitAsync(
        string instanceId,
        Func<InstanceRecord, bool> reached,
        bool getInputsAndOutputs,
        CancellationToken cancellation)
    {
        await hub.ReadyAsync(cancellation);
        using CancellationTokenSource end = CancellationTokenSource.CreateLinkedTokenSource(cancellation, hub.Halted);
        while (true)
        {
            InstanceActor actor = hub.Find(instanceId) ?? throw new InvalidOperationException($"Orchestration with instanceId '{instanceId}' was not found.");
            // Taken before the look, so that no change falls between the two.
            Task changed = actor.Changed;
            if (reached(actor.Record))
            {
                return Describe(actor.Record, getInputsAndOutputs);
            }

            try
            {
                await changed.WaitAsync(end.Token);
            }
            catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
            {
                throw new InvalidOperationException($"The task hub has stopped; the instance '{instanceId}' goes on after its next start.");
            }
        }
    }

    private OrchestrationMetadata Describe(InstanceRecord record, bool withPayloads) => new(record.Name, record.InstanceId)
    {
        DataConverter = withPayloads ? hub.Converter : null,
        RuntimeStatus = record.Status,
        CreatedAt = record.CreatedAt,
        LastUpdatedAt = record.LastUpdatedAt,
        SerializedInput = withPayloads ? record.Input : null,
        SerializedOutput = withPayloads ? record.Output : null,
        SerializedCustomStatus = withPayloads ? record.CustomStatus : null,
        FailureDetails = record.FailureDetails,
        Tags = record.Tags ?? new Dictionary<string, string>(),
    };
}
