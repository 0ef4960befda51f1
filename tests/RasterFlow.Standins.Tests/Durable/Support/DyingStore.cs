using RasterFlow.StandIns.DurableTask;

namespace RasterFlow.Standins.Tests.Durable;

/// <summary>
/// A process that is killed at its n-th write: from then on nothing reaches the inner store. The deadly write itself either got there or not.
/// </summary>
internal sealed class DyingStore(IHistoryStore inner, int livesFor, bool lastWriteArrives) : IHistoryStore
{
    private readonly TaskCompletionSource _dead = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _writes;
    private int _underWay;

    public Task Dead => _dead.Task;

    /// <summary>Completes when no write of the dead process is still on its way: what comes later than its end belongs to no process.</summary>
    public async Task QuietAsync()
    {
        while (Volatile.Read(ref _underWay) > 0)
        {
            await Task.Delay(1);
        }
    }

    public Task<IAsyncDisposable> AcquireAsync(TimeSpan duration, Action lost, CancellationToken cancellation) =>
        inner.AcquireAsync(duration, lost, cancellation);

    public Task<IReadOnlyList<InstanceState>> LoadInstancesAsync(CancellationToken cancellation) => inner.LoadInstancesAsync(cancellation);

    public Task<(IReadOnlyList<HistoryBatch> Batches, long Position)> ReadLogAsync(string instanceId, string executionId, CancellationToken cancellation) =>
        inner.ReadLogAsync(instanceId, executionId, cancellation);

    public Task<long> AppendAsync(string instanceId, string executionId, long position, HistoryBatch batch, CancellationToken cancellation) =>
        LiveAsync(() => inner.AppendAsync(instanceId, executionId, position, batch, cancellation));

    public Task PutInstanceAsync(InstanceState state, CancellationToken cancellation) => LiveAsync(() => inner.PutInstanceAsync(state, cancellation));

    public Task DeleteInstanceAsync(string instanceId, CancellationToken cancellation) =>
        LiveAsync(() => inner.DeleteInstanceAsync(instanceId, cancellation));

    public Task DeleteLogAsync(string instanceId, string executionId, CancellationToken cancellation) =>
        LiveAsync(() => inner.DeleteLogAsync(instanceId, executionId, cancellation));

    private Task<int> LiveAsync(Func<Task> write) => LiveAsync(async () =>
    {
        await write();
        return 0;
    });

    private async Task<T> LiveAsync<T>(Func<Task<T>> write)
    {
        Interlocked.Increment(ref _underWay);
        try
        {
            int number = Interlocked.Increment(ref _writes);
            if (number < livesFor)
            {
                return await write();
            }

            if (number == livesFor && lastWriteArrives)
            {
                await write();
            }
        }
        finally
        {
            Interlocked.Decrement(ref _underWay);
        }

        _dead.TrySetResult();
        throw new IOException("The process was killed.");
    }
}
