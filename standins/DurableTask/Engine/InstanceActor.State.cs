namespace RasterFlow.StandIns.DurableTask;

/// <content>What the batches of a history add up to, and what is still open in it.</content>
internal sealed partial class InstanceActor
{
    private readonly Dictionary<int, HistoryEvent> _activities = [];
    private readonly Dictionary<int, HistoryEvent> _timers = [];
    private readonly Dictionary<int, HistoryEvent> _children = [];
    private readonly Dictionary<string, long> _seen = [];
    private DateTime _lastTurn;

    /// <summary>Begins an instance that was never before. Nothing of it can be in storage but its state.</summary>
    public void Begin() => Adopt(_state);

    /// <summary>
    /// Rebuilds a running instance from storage. Nothing may leave it before <see cref="Resume"/>: it is not whole yet, nor are those it sends to.
    /// </summary>
    public async Task LoadAsync(CancellationToken cancellation)
    {
        Adopt(_state);
        (IReadOnlyList<HistoryBatch> batches, long position) = await hub.Store.ReadLogAsync(_record.InstanceId, _record.ExecutionId, cancellation);
        _position = position;
        foreach (HistoryBatch batch in batches)
        {
            Fold(batch);
            _record = batch.ApplyTo(_record);
            _delivered = Math.Max(_delivered, batch.Delivered);
            _outbox.AddRange(batch.Outbox ?? []);
        }

        _outbox.RemoveAll(entry => entry.Number < _delivered);
        _nextNumber = Math.Max(_nextNumber, _outbox.Count == 0 ? _delivered : _outbox[^1].Number + 1);
        // A child that has answered was started; started again, it could take the place of a later attempt under the same id.
        _outbox.RemoveAll(entry => entry.Start is { } start && start.ParentExecutionId == _record.ExecutionId && !_children.ContainsKey(start.ParentEventId));
        if (_outbox.Count == 0)
        {
            _delivered = _nextNumber;
        }
    }

    /// <summary>A finished instance of which nothing is left to do.</summary>
    public void MarkClosed() => _closed.TrySetResult();

    /// <summary>Does again what a dead process may not have done: activities without a result, timers, undelivered messages.</summary>
    public void Resume()
    {
        if (!_record.IsFinished)
        {
            if (_record.ScheduledStartAt is { } start && _history.Count == 0)
            {
                hub.Track(KickAtAsync(start));
            }

            Kick();
        }

        Deliver();
    }

    /// <summary>Begins with an execution's initial batch.</summary>
    private void Adopt(InstanceState state, IReadOnlyList<OutboxEntry>? keepOutbox = null)
    {
        lock (_gate)
        {
            _state = state;
            _record = state.Initial.ApplyTo(state.Record);
            _history = [];
            _buffered = [];
            _position = 0;
            _activities.Clear();
            _timers.Clear();
            _children.Clear();
            foreach ((string sender, long number) in state.Seen ?? new Dictionary<string, long>())
            {
                _seen[sender] = number;
            }

            if (keepOutbox is null)
            {
                _outbox.AddRange(state.Initial.Outbox ?? []);
                _delivered = state.Initial.Delivered;
                _nextNumber = _outbox.Count == 0 ? _delivered : _outbox[^1].Number + 1;
            }
            else
            {
                _outbox.AddRange(keepOutbox);
            }
        }

        Fold(state.Initial);
    }

    private void Fold(HistoryBatch batch)
    {
        lock (_gate)
        {
            if (batch.Buffered)
            {
                _buffered.AddRange(batch.Events);
            }
            else
            {
                // A turn takes what was kept before it, right after its start.
                _history.Add(batch.Events[0]);
                _history.AddRange(_buffered);
                _history.AddRange(batch.Events.Skip(1));
                _buffered = [];
                _lastTurn = batch.Events[0].Timestamp;
            }
        }

        foreach (HistoryEvent happened in batch.Events)
        {
            FoldEvent(happened);
        }
    }

    private void FoldEvent(HistoryEvent happened)
    {
        switch (happened.EventType)
        {
            case HistoryEventType.TaskScheduled:
                _activities[happened.EventId] = happened;
                break;
            case HistoryEventType.TaskCompleted or HistoryEventType.TaskFailed:
                _activities.Remove(happened.TaskScheduledId);
                break;
            case HistoryEventType.TimerCreated:
                _timers[happened.EventId] = happened;
                break;
            case HistoryEventType.TimerFired:
                _timers.Remove(happened.TaskScheduledId);
                break;
            case HistoryEventType.SubOrchestrationInstanceCreated:
                _children[happened.EventId] = happened;
                break;
            case HistoryEventType.SubOrchestrationInstanceCompleted or HistoryEventType.SubOrchestrationInstanceFailed:
                _children.Remove(happened.TaskScheduledId);
                break;
            case HistoryEventType.ExecutionSuspended:
                _suspended = true;
                break;
            case HistoryEventType.ExecutionResumed:
                _suspended = false;
                break;
            case HistoryEventType.EventRaised when happened.Sender is { } sender:
                _seen[sender] = Math.Max(happened.SenderNumber!.Value, _seen.GetValueOrDefault(sender, -1));
                break;
            default:
                break;
        }
    }

    /// <summary>Drops what is for a former execution, what was answered already, and what was delivered before.</summary>
    private List<HistoryEvent> Accept(IEnumerable<HistoryEvent> messages)
    {
        List<HistoryEvent> accepted = [];
        HashSet<int> answered = [];
        Dictionary<string, long> seen = [];
        foreach (HistoryEvent message in messages)
        {
            bool fits = message.ExecutionId is null || message.ExecutionId == _record.ExecutionId;
            bool isNew = message.EventType switch
            {
                HistoryEventType.TaskCompleted or HistoryEventType.TaskFailed =>
                    _activities.ContainsKey(message.TaskScheduledId) && answered.Add(message.TaskScheduledId),
                HistoryEventType.TimerFired => _timers.ContainsKey(message.TaskScheduledId) && answered.Add(message.TaskScheduledId),
                HistoryEventType.SubOrchestrationInstanceCompleted or HistoryEventType.SubOrchestrationInstanceFailed =>
                    _children.ContainsKey(message.TaskScheduledId) && answered.Add(message.TaskScheduledId),
                HistoryEventType.EventRaised when message.Sender is { } sender =>
                    message.SenderNumber > Math.Max(_seen.GetValueOrDefault(sender, -1), seen.GetValueOrDefault(sender, -1)),
                _ => true,
            };
            if (fits && isNew)
            {
                accepted.Add(message);
                if (message.Sender is not null)
                {
                    seen[message.Sender] = message.SenderNumber!.Value;
                }
            }
        }

        return accepted;
    }
}
