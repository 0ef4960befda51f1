namespace RasterFlow.StandIns.DurableTask;

/// <summary>Where instances live. Each write is atomic and, repeated after a lost answer, does nothing more.</summary>
internal interface IHistoryStore
{
    /// <summary>Waits until this process alone owns the hub. <paramref name="lost"/> is called if that ends by itself; disposing gives it up.</summary>
    Task<IAsyncDisposable> AcquireAsync(TimeSpan duration, Action lost, CancellationToken cancellation);

    /// <summary>All instances. What a former owner has not written by then never gets in: a late write of it is a conflict.</summary>
    Task<IReadOnlyList<InstanceState>> LoadInstancesAsync(CancellationToken cancellation);

    /// <summary>The batches of an execution's log after the initial one; the position is where the next append goes.</summary>
    Task<(IReadOnlyList<HistoryBatch> Batches, long Position)> ReadLogAsync(string instanceId, string executionId, CancellationToken cancellation);

    /// <summary>Appends at the position, which proves that no one else wrote; position 0 makes the log. Returns the next position.</summary>
    Task<long> AppendAsync(string instanceId, string executionId, long position, HistoryBatch batch, CancellationToken cancellation);

    Task PutInstanceAsync(InstanceState state, CancellationToken cancellation);

    Task DeleteInstanceAsync(string instanceId, CancellationToken cancellation);

    Task DeleteLogAsync(string instanceId, string executionId, CancellationToken cancellation);
}
