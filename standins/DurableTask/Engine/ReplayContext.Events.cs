using Microsoft.DurableTask;

namespace RasterFlow.StandIns.DurableTask;

/// <content>External events: names without case, kept in order of arrival, given to the newest waiter.</content>
internal sealed partial class ReplayContext
{
    private readonly Dictionary<string, List<Waiter>> _waiters = new(StringComparer.OrdinalIgnoreCase);
    private readonly List<HistoryEvent> _arrivals = [];

    public override Task<T> WaitForExternalEvent<T>(string eventName, CancellationToken cancellationToken = default)
    {
        EnsureLegal();
        ArgumentException.ThrowIfNullOrEmpty(eventName);
        if (!_waiters.TryGetValue(eventName, out List<Waiter>? waiters))
        {
            _waiters[eventName] = waiters = [];
        }

        if (waiters.Count > 0 && waiters[^1].Type != typeof(T))
        {
            throw new ArgumentException($"Events with the same name must have the same type argument. Expected {waiters[^1].Type}.", nameof(eventName));
        }

        HistoryEvent? kept = _arrivals.Find(arrival => string.Equals(arrival.Name, eventName, StringComparison.OrdinalIgnoreCase));
        if (kept is not null)
        {
            _arrivals.Remove(kept);
            return Task.FromResult(converter.Deserialize<T>(kept.Input)!);
        }

        if (cancellationToken.IsCancellationRequested)
        {
            return Task.FromCanceled<T>(cancellationToken);
        }

        TaskCompletionSource<T> source = new();
        Waiter waiter = new(typeof(T), arrived =>
        {
            try
            {
                source.TrySetResult(converter.Deserialize<T>(arrived.Input)!);
            }
#pragma warning disable CA1031 // The waiter sees what its event's type threw while it was read.
            catch (Exception unreadable)
            {
                source.TrySetException(unreadable);
            }
#pragma warning restore CA1031
        });
        waiters.Add(waiter);
        waiter.Stop = cancellationToken.Register(() =>
        {
            waiters.Remove(waiter);
            source.TrySetCanceled(cancellationToken);
        });
        return source.Task;
    }

    public override void SendEvent(string instanceId, string eventName, object payload)
    {
        ArgumentException.ThrowIfNullOrEmpty(instanceId);
        ArgumentException.ThrowIfNullOrEmpty(eventName);
        Decide(new HistoryEvent
        {
            EventType = HistoryEventType.EventSent,
            InstanceId = instanceId,
            Name = eventName,
            Input = converter.Serialize(payload),
        });
    }

    private void Arrive(HistoryEvent happened)
    {
        if (_waiters.TryGetValue(happened.Name!, out List<Waiter>? waiters) && waiters.Count > 0)
        {
            Waiter newest = waiters[^1];
            waiters.RemoveAt(waiters.Count - 1);
            newest.Stop.Dispose();
            newest.Give(happened);
        }
        else
        {
            _arrivals.Add(happened);
        }
    }

    private sealed class Waiter(Type type, Action<HistoryEvent> give)
    {
        public Type Type { get; } = type;

        public Action<HistoryEvent> Give { get; } = give;

        public CancellationTokenRegistration Stop { get; set; }
    }
}
