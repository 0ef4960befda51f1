using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Logging;

namespace RasterFlow.StandIns.DurableTask;

/// <summary>
/// One instance: takes its messages in order, runs a turn over all that wait, writes the outcome in one batch, and only then lets effects out.
/// </summary>
internal sealed partial class InstanceActor(DurableHub hub, InstanceState state)
{
    private readonly Lock _gate = new();
    private readonly TaskCompletionSource _closed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private List<Envelope> _inbox = [];
    private TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Task _idle = Task.CompletedTask;
    private bool _pumping;
    private bool _kicked;
    private bool _abandoned;
    private bool _resumed;

    private InstanceState _state = state;
    private InstanceRecord _record = state.Closed ? state.Record : state.Initial.ApplyTo(state.Record);
    private List<HistoryEvent> _history = [];
    private List<HistoryEvent> _buffered = [];
    private bool _suspended;
    private long _position;

    public InstanceRecord Record => Volatile.Read(ref _record);

    /// <summary>Completes when the instance is finished and nothing of it is left to write or to deliver.</summary>
    public Task Closed => _closed.Task;

    /// <summary>Completes when nothing waits to be taken.</summary>
    public Task Idle
    {
        get
        {
            lock (_gate)
            {
                return _idle;
            }
        }
    }

    public Task Changed
    {
        get
        {
            lock (_gate)
            {
                return _changed.Task;
            }
        }
    }

    public IReadOnlyList<HistoryEvent> History
    {
        get
        {
            lock (_gate)
            {
                return [.. _history, .. _buffered];
            }
        }
    }

    public InstanceState State => _state;

    /// <summary>Takes a message. The task completes when it is durable.</summary>
    public Task PostAsync(HistoryEvent message)
    {
        Envelope envelope = new(message, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
        lock (_gate)
        {
            if (_record.IsFinished)
            {
                return Task.CompletedTask;
            }

            if (_abandoned)
            {
                return Task.FromException(NotStored());
            }

            _inbox.Add(envelope);
        }

        Pump();
        return envelope.Persisted.Task;
    }

    /// <summary>Looks whether there is work, such as a start that has become due.</summary>
    public void Kick()
    {
        lock (_gate)
        {
            _kicked = true;
        }

        Pump();
    }

    private void Pump()
    {
        lock (_gate)
        {
            if (_pumping)
            {
                return;
            }

            _pumping = true;
            hub.Track(_idle = Task.Run(PumpAsync));
        }
    }

    private async Task PumpAsync()
    {
        List<Envelope> taken = [];
        try
        {
            while (true)
            {
                using IDisposable slot = await hub.EnterTurnAsync();
                lock (_gate)
                {
                    taken = _inbox;
                    _inbox = [];
                    if ((taken.Count == 0 && !_kicked) || _record.IsFinished)
                    {
                        _pumping = false;
                        Acknowledge(taken);
                        return;
                    }

                    _kicked = false;
                }

                await ProcessAsync(taken);
            }
        }
        catch (OperationCanceledException) when (hub.Halted.IsCancellationRequested)
        {
            Abandon(taken);
        }
#pragma warning disable CA1031 // A fault of the engine must not go unseen, nor take the process with it.
        catch (Exception fault)
        {
            hub.Halt(fault, $"The instance '{_record.InstanceId}' could not go on.");
            Abandon(taken);
        }
#pragma warning restore CA1031
    }

    private static void Acknowledge(List<Envelope> taken)
    {
        foreach (Envelope envelope in taken)
        {
            envelope.Persisted.TrySetResult();
        }
    }

    private void Abandon(List<Envelope> taken)
    {
        lock (_gate)
        {
            _abandoned = true;
            foreach (Envelope envelope in taken.Concat(_inbox))
            {
                envelope.Persisted.TrySetException(NotStored());
                // Not everyone waits for it.
                _ = envelope.Persisted.Task.Exception;
            }

            _inbox = [];
            _changed.TrySetException(new InvalidOperationException("The task hub has stopped."));
            _ = _changed.Task.Exception;
        }
    }

    private static InvalidOperationException NotStored() => new("The task hub stopped before this message was stored.");

    private async Task ProcessAsync(List<Envelope> taken)
    {
        if (!_resumed)
        {
            // Here, before the first message, as others' messages may come before the hub has resumed this instance.
            _resumed = true;
            Dispatch([.. _activities.Values, .. _timers.Values]);
        }

        List<HistoryEvent> messages = Accept(taken.Select(envelope => envelope.Message));
        if (messages.Find(message => message.EventType == HistoryEventType.ExecutionTerminated) is { } end)
        {
            await TerminateAsync(messages, end);
        }
        else if (MustWait(messages))
        {
            if (messages.Count > 0)
            {
                await CommitAsync(new HistoryBatch { Buffered = true, Events = messages, Status = StatusWhileWaiting() });
            }
        }
        else if (messages.Count + _buffered.Count > 0)
        {
            await TakeTurnAsync(messages);
        }

        Acknowledge(taken);
    }

    private bool MustWait(List<HistoryEvent> messages)
    {
        foreach (HistoryEvent message in messages)
        {
            _suspended = message.EventType switch
            {
                HistoryEventType.ExecutionSuspended => true,
                HistoryEventType.ExecutionResumed => false,
                _ => _suspended,
            };
        }

        return _suspended || hub.IsStopping || _record.ScheduledStartAt > DateTimeOffset.UtcNow;
    }

    private OrchestrationRuntimeStatus StatusWhileWaiting() => _suspended
        ? OrchestrationRuntimeStatus.Suspended
        : _history.Count == 0 ? OrchestrationRuntimeStatus.Pending : OrchestrationRuntimeStatus.Running;

    private async Task TakeTurnAsync(List<HistoryEvent> messages)
    {
        DateTime now = TurnTime(messages);
        List<HistoryEvent> started = [new HistoryEvent { EventType = HistoryEventType.OrchestratorStarted, Timestamp = now }, .. _buffered, .. messages];
        string execution = _record.ExecutionId;
        TurnResult turn = hub.Executor.Run(
            _record,
            _history,
            started,
            () => _ = PostAsync(new HistoryEvent
            {
                EventType = HistoryEventType.ExecutionTerminated,
                ExecutionId = execution,
                Timestamp = DateTime.UtcNow,
                FailureDetails = new("System.InvalidOperationException", OrchestrationExecutor.IllegalAwait, null, null, null),
            }));
        foreach (int timer in turn.CancelledTimers)
        {
            CancelTimer(timer);
        }

        if (turn.Next is { } next)
        {
            foreach (HistoryEvent message in messages)
            {
                FoldEvent(message);
            }

            await StartAnewAsync(turn, next, now);
            return;
        }

        List<HistoryEvent> events = [started[0], .. messages, .. turn.Actions];
        bool finished = turn.Status is not OrchestrationRuntimeStatus.Running;
        if (finished)
        {
            events.Add(new HistoryEvent
            {
                EventType = HistoryEventType.ExecutionCompleted,
                Timestamp = now,
                Result = turn.Output,
                FailureDetails = turn.FailureDetails,
            });
        }

        events.Add(new HistoryEvent { EventType = HistoryEventType.OrchestratorCompleted, Timestamp = now });
        List<OutboxEntry> outbox = Outgoing(turn.Actions);
        if (finished)
        {
            AddParentCompletion(outbox, turn.Output, turn.FailureDetails);
        }

        await CommitAsync(new HistoryBatch
        {
            Events = events,
            Outbox = outbox,
            Status = turn.Status,
            SetsCustomStatus = turn.SetsCustomStatus && turn.CustomStatus != _record.CustomStatus,
            CustomStatus = turn.CustomStatus,
            Output = turn.Output,
            FailureDetails = turn.FailureDetails,
        });
        Dispatch(turn.Actions);
    }

    private async Task TerminateAsync(List<HistoryEvent> messages, HistoryEvent end)
    {
        List<OutboxEntry> outbox = [];
        if (end.Recursive == true)
        {
            foreach (HistoryEvent child in _children.Values)
            {
                outbox.Add(NewEntry(child.InstanceId!, new HistoryEvent
                {
                    EventType = HistoryEventType.ExecutionTerminated,
                    Timestamp = DateTime.UtcNow,
                    Recursive = true,
                    Result = end.Result,
                }));
            }
        }

        AddParentCompletion(outbox, null, end.FailureDetails ?? new("DurableTask.Core.Exceptions.OrchestrationTerminatedException", end.Result ?? "The orchestration was terminated.", null, null, null));
        HistoryEvent started = new() { EventType = HistoryEventType.OrchestratorStarted, Timestamp = TurnTime([]) };
        await CommitAsync(new HistoryBatch
        {
            Events = [started, .. messages],
            Outbox = outbox,
            // Not a user's termination but the engine's, of code that waited for something that is no durable task.
            Status = end.FailureDetails is null ? OrchestrationRuntimeStatus.Terminated : OrchestrationRuntimeStatus.Failed,
            Output = end.Result,
            FailureDetails = end.FailureDetails,
        });
    }

    /// <summary>One object replaced swaps the execution; the old log is garbage from then on.</summary>
    private async Task StartAnewAsync(TurnResult turn, NextExecution next, DateTime now)
    {
        List<OutboxEntry> outbox = Outgoing(turn.Actions);
        InstanceRecord record = _record with
        {
            ExecutionId = Guid.NewGuid().ToString("N"),
            FirstExecutionId = _record.FirstExecutionId ?? _record.ExecutionId,
            Input = next.Input,
            Version = next.Version,
            CustomStatus = turn.SetsCustomStatus ? turn.CustomStatus : _record.CustomStatus,
            Status = OrchestrationRuntimeStatus.Running,
            LastUpdatedAt = now,
            ScheduledStartAt = null,
        };
        string former = _record.ExecutionId;
        HistoryBatch initial;
        lock (_gate)
        {
            initial = DurableHub.InitialBatch(record, now, next.Carried) with { Outbox = [.. _outbox, .. outbox], Delivered = _delivered };
        }

        InstanceState state = new() { Record = record, Initial = initial, Seen = new Dictionary<string, long>(_seen) };
        await hub.WriteAsync(token => hub.Store.PutInstanceAsync(state, token));
        StopTimers();
        Adopt(state, keepOutbox: outbox);
        SignalChange();
        Deliver();
        Dispatch(turn.Actions.Where(action => action.EventType == HistoryEventType.TaskScheduled), former);
        await hub.WriteAsync(token => hub.Store.DeleteLogAsync(record.InstanceId, former, token));
        Kick();
    }

    /// <summary>Never before the turn before, nor before a timer that it takes.</summary>
    private DateTime TurnTime(IEnumerable<HistoryEvent> messages)
    {
        DateTime now = DateTime.UtcNow;
        if (_lastTurn > now)
        {
            now = _lastTurn;
        }

        foreach (HistoryEvent message in messages.Concat(_buffered))
        {
            if (message.EventType == HistoryEventType.TimerFired && message.FireAt > now)
            {
                now = message.FireAt.Value;
            }
        }

        return _lastTurn = now;
    }

    private async Task CommitAsync(HistoryBatch batch)
    {
        lock (_gate)
        {
            batch = batch with { At = DateTimeOffset.UtcNow, Delivered = _delivered };
        }

        _position = await hub.WriteAsync(token => hub.Store.AppendAsync(_record.InstanceId, _record.ExecutionId, _position, batch, token));
        Fold(batch);
        lock (_gate)
        {
            Volatile.Write(ref _record, batch.ApplyTo(_record));
            _outbox.AddRange(batch.Outbox ?? []);
        }

        SignalChange();
        if (_record.IsFinished)
        {
            StopTimers();
            hub.Log.LogDebug("The instance {Instance} is {Status}.", _record.InstanceId, _record.Status);
        }

        Deliver();
    }

    private void SignalChange()
    {
        TaskCompletionSource changed;
        lock (_gate)
        {
            changed = _changed;
            _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);
        }

        changed.TrySetResult();
    }
}
