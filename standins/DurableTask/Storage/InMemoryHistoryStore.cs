using System.Collections.Concurrent;
using System.Text.Json;

namespace RasterFlow.StandIns.DurableTask;

/// <summary>A store for tests. It keeps JSON, so that what a real store would lose is lost here too.</summary>
internal sealed class InMemoryHistoryStore : IHistoryStore, IDisposable
{
    private readonly ConcurrentDictionary<string, string> _states = new();
    private readonly ConcurrentDictionary<string, byte[]> _logs = new();
    private readonly SemaphoreSlim _owner = new(1);

    public async Task<IAsyncDisposable> AcquireAsync(TimeSpan duration, Action lost, CancellationToken cancellation)
    {
        await _owner.WaitAsync(cancellation);
        return new Ownership(_owner);
    }

    public Task<IReadOnlyList<InstanceState>> LoadInstancesAsync(CancellationToken cancellation) => Task.FromResult<IReadOnlyList<InstanceState>>(
        [.. _states.Values.Select(json => JsonSerializer.Deserialize<InstanceState>(json, StoreJson.Options)!)]);

    public Task<(IReadOnlyList<HistoryBatch> Batches, long Position)> ReadLogAsync(string instanceId, string executionId, CancellationToken cancellation)
    {
        byte[] log = _logs.GetValueOrDefault(Key(instanceId, executionId), []);
        return Task.FromResult<(IReadOnlyList<HistoryBatch>, long)>((StoreJson.ReadLines(log), log.Length));
    }

    public Task<long> AppendAsync(string instanceId, string executionId, long position, HistoryBatch batch, CancellationToken cancellation)
    {
        byte[] line = StoreJson.Line(batch);
        byte[] log = _logs.GetValueOrDefault(Key(instanceId, executionId), []);
        if (log.Length == position)
        {
            _logs[Key(instanceId, executionId)] = [.. log, .. line];
        }
        else if (log.Length != position + line.Length || !log.AsSpan((int)position).SequenceEqual(line))
        {
            throw new StoreConflictException($"The history of '{instanceId}' has grown by another hand.");
        }

        return Task.FromResult(position + line.Length);
    }

    public Task PutInstanceAsync(InstanceState state, CancellationToken cancellation)
    {
        _states[state.Record.InstanceId] = JsonSerializer.Serialize(state, StoreJson.Options);
        return Task.CompletedTask;
    }

    public Task DeleteInstanceAsync(string instanceId, CancellationToken cancellation)
    {
        _states.TryRemove(instanceId, out _);
        return Task.CompletedTask;
    }

    public Task DeleteLogAsync(string instanceId, string executionId, CancellationToken cancellation)
    {
        _logs.TryRemove(Key(instanceId, executionId), out _);
        return Task.CompletedTask;
    }

    public void Dispose() => _owner.Dispose();

    private static string Key(string instanceId, string executionId) => $"{instanceId}/{executionId}";

    private sealed class Ownership(SemaphoreSlim owner) : IAsyncDisposable
    {
        public ValueTask DisposeAsync()
        {
            owner.Release();
            return ValueTask.CompletedTask;
        }
    }
}
