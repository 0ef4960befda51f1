namespace RasterFlow.StandIns.DurableTask;

/// <summary>
/// Runs an orchestrator's continuations on the one thread of its turn. A continuation that comes from another thread, or after the turn,
/// comes from something that is no durable task.
/// </summary>
internal sealed class ReplaySynchronizationContext(Action foreignCall) : SynchronizationContext
{
    private readonly int _thread = Environment.CurrentManagedThreadId;
    private readonly Queue<(SendOrPostCallback Callback, object? State)> _queue = new();
    private volatile bool _closed;

    public bool IsLegal => !_closed && Environment.CurrentManagedThreadId == _thread;

    public override void Post(SendOrPostCallback d, object? state)
    {
        if (IsLegal)
        {
            _queue.Enqueue((d, state));
        }
        else
        {
            foreignCall();
        }
    }

    public override void Send(SendOrPostCallback d, object? state)
    {
        if (IsLegal)
        {
            d(state);
        }
        else
        {
            foreignCall();
        }
    }

    public override SynchronizationContext CreateCopy() => this;

    public void Drain()
    {
        while (_queue.TryDequeue(out (SendOrPostCallback Callback, object? State) next))
        {
            next.Callback(next.State);
        }
    }

    public void Close() => _closed = true;
}
