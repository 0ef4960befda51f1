using System.Diagnostics.CodeAnalysis;

namespace RasterFlow.Imagery;

/// <summary>One load that several callers wait for: each may give up alone, and when the last one does the load stops.</summary>
[SuppressMessage("Reliability", "CA1001", Justification = "The last caller to leave disposes the source.")]
internal sealed class SharedLoad<T>(Func<CancellationToken, Task<T>> load)
{
    private readonly Lock _lock = new();
    private CancellationTokenSource? _stop = new();
    private Task<T>? _task;
    private int _waiting;

    /// <summary>True once the load has ended without a result.</summary>
    public bool HasFailed => _task is { IsFaulted: true } or { IsCanceled: true };

    /// <summary>Waits for the load, which starts with its first caller; null when it was given up before.</summary>
    public Task<T>? TryJoin(CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            if (_stop is null && _task is not { IsCompletedSuccessfully: true })
            {
                return null;
            }

            _waiting++;
            _task ??= load(_stop!.Token);
            return WaitAsync(_task, cancellationToken);
        }
    }

    private async Task<T> WaitAsync(Task<T> task, CancellationToken cancellationToken)
    {
        try
        {
            return await task.WaitAsync(cancellationToken);
        }
        finally
        {
            Leave(task);
        }
    }

    private void Leave(Task<T> task)
    {
        CancellationTokenSource? stop = null;
        lock (_lock)
        {
            if (--_waiting == 0)
            {
                (stop, _stop) = (_stop, null);
            }
        }

        if (stop is null)
        {
            return;
        }

        if (!task.IsCompleted)
        {
            stop.Cancel();
        }

        stop.Dispose();
    }
}
