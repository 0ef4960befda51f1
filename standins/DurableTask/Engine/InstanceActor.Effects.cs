using Microsoft.DurableTask;

namespace RasterFlow.StandIns.DurableTask;

/// <content>What a committed turn sets going: activities, timers, messages to other instances.</content>
internal sealed partial class InstanceActor
{
    private static readonly TimeSpan LongestDelay = TimeSpan.FromDays(1);

    private readonly List<OutboxEntry> _outbox = [];
    private readonly Dictionary<int, CancellationTokenSource> _clocks = [];
    private long _nextNumber;
    private long _delivered;
    private bool _delivering;

    private void Dispatch(IEnumerable<HistoryEvent> decisions, string? execution = null)
    {
        execution ??= _record.ExecutionId;
        foreach (HistoryEvent decision in decisions)
        {
            if (decision.EventType == HistoryEventType.TaskScheduled)
            {
                hub.RunActivity(this, _record.InstanceId, execution, decision);
            }
            else if (decision.EventType == HistoryEventType.TimerCreated && !_record.IsFinished)
            {
                StartTimer(decision, execution);
            }
        }
    }

    private void StartTimer(HistoryEvent timer, string execution)
    {
        CancellationTokenSource clock = CancellationTokenSource.CreateLinkedTokenSource(hub.Halted);
        lock (_gate)
        {
            _clocks[timer.EventId] = clock;
        }

        hub.Track(FireAsync());

        async Task FireAsync()
        {
            try
            {
                TimeSpan wait = timer.FireAt!.Value - DateTime.UtcNow;
                await Task.Delay(wait > TimeSpan.Zero ? wait : TimeSpan.Zero, clock.Token);
            }
            catch (OperationCanceledException)
            {
                return;
            }

            lock (_gate)
            {
                if (_clocks.TryGetValue(timer.EventId, out CancellationTokenSource? own) && own == clock)
                {
                    _clocks.Remove(timer.EventId);
                    clock.Dispose();
                }
            }

            _ = PostAsync(new HistoryEvent
            {
                EventType = HistoryEventType.TimerFired,
                Timestamp = DateTime.UtcNow,
                TaskScheduledId = timer.EventId,
                FireAt = timer.FireAt,
                ExecutionId = execution,
            });
        }
    }

    private void CancelTimer(int id)
    {
        lock (_gate)
        {
            if (_clocks.Remove(id, out CancellationTokenSource? clock))
            {
                clock.Cancel();
                clock.Dispose();
            }
        }

        _timers.Remove(id);
    }

    private void StopTimers()
    {
        lock (_gate)
        {
            foreach (CancellationTokenSource clock in _clocks.Values)
            {
                clock.Cancel();
                clock.Dispose();
            }

            _clocks.Clear();
        }
    }

    private async Task KickAtAsync(DateTimeOffset start)
    {
        try
        {
            // A timer may fire a little early, the clock may be set, and a delay has a limit; a kick before its time would be lost.
            for (TimeSpan wait = start - DateTimeOffset.UtcNow; wait >= TimeSpan.Zero; wait = start - DateTimeOffset.UtcNow)
            {
                await Task.Delay(wait < LongestDelay ? wait + TimeSpan.FromMilliseconds(1) : LongestDelay, hub.Halted);
            }

            Kick();
        }
        catch (OperationCanceledException)
        {
            // The hub has stopped; the next one looks again.
        }
    }

    private OutboxEntry NewEntry(string target, HistoryEvent? message, InstanceRecord? start = null) =>
        new() { Number = _nextNumber++, Target = target, Message = message, Start = start };

    private List<OutboxEntry> Outgoing(IEnumerable<HistoryEvent> decisions)
    {
        List<OutboxEntry> entries = [];
        foreach (HistoryEvent decision in decisions)
        {
            if (decision.EventType == HistoryEventType.EventSent)
            {
                entries.Add(NewEntry(decision.InstanceId!, new HistoryEvent
                {
                    EventType = HistoryEventType.EventRaised,
                    Timestamp = decision.Timestamp,
                    Name = decision.Name,
                    Input = decision.Input,
                    Sender = _record.FirstExecutionId ?? _record.ExecutionId,
                    SenderNumber = _nextNumber,
                }));
            }
            else if (decision.EventType == HistoryEventType.SubOrchestrationInstanceCreated)
            {
                entries.Add(NewEntry(decision.InstanceId!, null, new InstanceRecord
                {
                    InstanceId = decision.InstanceId!,
                    Name = decision.Name!,
                    ExecutionId = Guid.NewGuid().ToString("N"),
                    Version = decision.Version,
                    Input = decision.Input,
                    CreatedAt = decision.Timestamp,
                    LastUpdatedAt = decision.Timestamp,
                    ParentInstanceId = _record.InstanceId,
                    ParentName = _record.Name,
                    ParentExecutionId = _record.ExecutionId,
                    ParentEventId = decision.EventId,
                }));
            }
        }

        return entries;
    }

    private void AddParentCompletion(List<OutboxEntry> outbox, string? output, TaskFailureDetails? failure)
    {
        if (_record.ParentInstanceId is { } parent)
        {
            outbox.Add(NewEntry(parent, DurableHub.ChildOutcome(_record, output, failure)));
        }
    }

    private void Deliver()
    {
        lock (_gate)
        {
            if (_delivering)
            {
                return;
            }

            _delivering = true;
        }

        hub.Track(Task.Run(DeliverAsync));
    }

    /// <summary>Delivers in order, except that children next to each other start side by side.</summary>
    private async Task DeliverAsync()
    {
        try
        {
            while (true)
            {
                List<OutboxEntry> next;
                bool finished;
                lock (_gate)
                {
                    int starts = _outbox.TakeWhile(entry => entry.Start is not null).Count();
                    next = [.. _outbox.Take(Math.Clamp(starts, 1, 16))];
                    finished = _record.IsFinished;
                    if (next.Count == 0 && !finished)
                    {
                        _delivering = false;
                        return;
                    }
                }

                if (next.Count == 0)
                {
                    await CloseAsync();
                    return;
                }

                await Task.WhenAll(next.Select(hub.DeliverAsync));
                lock (_gate)
                {
                    _outbox.RemoveRange(0, next.Count);
                    _delivered = next[^1].Number + 1;
                }
            }
        }
        catch (OperationCanceledException) when (hub.Halted.IsCancellationRequested)
        {
            // The next owner delivers again.
        }
#pragma warning disable CA1031 // As in the pump: no fault of the engine may go unseen.
        catch (Exception fault)
        {
            if (!hub.Halted.IsCancellationRequested)
            {
                hub.Halt(fault, $"Messages of the instance '{_record.InstanceId}' could not be delivered.");
            }
        }
#pragma warning restore CA1031
    }

    /// <summary>The end: the small object alone says all but the history, which storage keeps.</summary>
    private async Task CloseAsync()
    {
        InstanceState closed = _state with { Record = _record, Closed = true };
        await hub.WriteAsync(token => hub.Store.PutInstanceAsync(closed, token));
        _state = closed;
        _closed.TrySetResult();
        lock (_gate)
        {
            _history = [];
            _buffered = [];
        }

        _activities.Clear();
        _timers.Clear();
        _children.Clear();
        _seen.Clear();
    }
}
