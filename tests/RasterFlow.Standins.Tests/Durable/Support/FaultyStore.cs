using RasterFlow.StandIns.DurableTask;

namespace RasterFlow.Standins.Tests.Durable;

/// <summary>A store that a test can slow down, hold or break, call by call.</summary>
internal sealed class FaultyStore(IHistoryStore inner) : IHistoryStore
{
    public Func<string, Task> BeforeRead { get; init; } = _ => Task.CompletedTask;

    public Func<string, HistoryBatch, Task> BeforeAppend { get; init; } = (_, _) => Task.CompletedTask;

    /// <summary>Cannot be cancelled: the request is on its way.</summary>
    public Func<InstanceState, Task> BeforePut { get; init; } = _ => Task.CompletedTask;

    /// <summary>None: a dead process holds nothing, and its successor need not wait in these tests.</summary>
    public Task<IAsyncDisposable> AcquireAsync(TimeSpan duration, Action lost, CancellationToken cancellation) =>
        Task.FromResult<IAsyncDisposable>(new Nothing());

    public Task<IReadOnlyList<InstanceState>> LoadInstancesAsync(CancellationToken cancellation) => inner.LoadInstancesAsync(cancellation);

    public async Task<(IReadOnlyList<HistoryBatch> Batches, long Position)> ReadLogAsync(string instanceId, string executionId, CancellationToken cancellation)
    {
        await BeforeRead(instanceId);
        return await inner.ReadLogAsync(instanceId, executionId, cancellation);
    }

    public async Task<long> AppendAsync(string instanceId, string executionId, long position, HistoryBatch batch, CancellationToken cancellation)
    {
        await BeforeAppend(instanceId, batch).WaitAsync(cancellation);
        return await inner.AppendAsync(instanceId, executionId, position, batch, cancellation);
    }

    public async Task PutInstanceAsync(InstanceState state, CancellationToken cancellation)
    {
        await BeforePut(state);
        await inner.PutInstanceAsync(state, CancellationToken.None);
    }

    public Task DeleteInstanceAsync(string instanceId, CancellationToken cancellation) => inner.DeleteInstanceAsync(instanceId, cancellation);

    public Task DeleteLogAsync(string instanceId, string executionId, CancellationToken cancellation) =>
        inner.DeleteLogAsync(instanceId, executionId, cancellation);

    private sealed class Nothing : IAsyncDisposable
    {
        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
