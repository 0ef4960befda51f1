using System.Collections.Concurrent;
using Azure.Storage.Blobs;
using global::DurableTask.Core.Exceptions;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Microsoft.DurableTask.Converters;
using Microsoft.Extensions.Logging;

namespace RasterFlow.StandIns.DurableTask;

/// <summary>A task hub in this process: its instances, their turns and activities, their history in a store.</summary>
internal sealed partial class DurableHub : IAsyncDisposable
{
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(5);

    private readonly DurableHubOptions _options;
    private readonly IDurableFunctions _functions;
    private readonly ConcurrentDictionary<string, InstanceActor> _actors = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<Task, bool> _work = new();
    private readonly SemaphoreSlim[] _creating = [.. Enumerable.Range(0, 64).Select(_ => new SemaphoreSlim(1))];
    private readonly SemaphoreSlim _turns;
    private readonly SemaphoreSlim _activitySlots;
    private readonly CancellationTokenSource _halted = new();
    private readonly CancellationTokenSource _stopping = new();
    private readonly TaskCompletionSource _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly ConcurrentDictionary<Task, bool> _activities = new();
    private IAsyncDisposable? _ownership;
    private int _writing;

    public DurableHub(DurableHubOptions options, BlobContainerClient container, IDurableFunctions functions, ILoggerFactory loggerFactory)
        : this(options, new BlobHistoryStore(container, options.TaskHub), functions, loggerFactory)
    {
    }

    public DurableHub(DurableHubOptions options, IHistoryStore store, IDurableFunctions functions, ILoggerFactory loggerFactory)
    {
        _options = options;
        _functions = functions;
        Store = store;
        Log = loggerFactory.CreateLogger("Host.Triggers.DurableTask");
        Converter = new JsonDataConverter(options.SerializerOptions ?? new() { PropertyNameCaseInsensitive = true });
        Executor = new OrchestrationExecutor(functions, Converter, options.MaximumTimerInterval, loggerFactory);
        _turns = new SemaphoreSlim(options.MaxConcurrentOrchestrators);
        _activitySlots = new SemaphoreSlim(options.MaxConcurrentActivities);
        Halted = _halted.Token;
        Client = new HubClient(this, options.TaskHub);
    }

    public DurableTaskClient Client { get; }

    public DataConverter Converter { get; }

    public IHistoryStore Store { get; }

    public OrchestrationExecutor Executor { get; }

    public ILogger Log { get; }

    /// <summary>Cancelled when nothing more may be written.</summary>
    public CancellationToken Halted { get; }

    public bool IsStopping => _stopping.IsCancellationRequested;

    /// <summary>Takes the hub (after a dead owner's lease has run out), loads its instances and goes on with the unfinished ones.</summary>
    public async Task StartAsync(CancellationToken ct)
    {
        _ownership = await Store.AcquireAsync(_options.LeaseDuration, () => Halt(null, "Another process took the task hub."), ct);
        IReadOnlyList<InstanceState> states = await Store.LoadInstancesAsync(ct);
        await Parallel.ForEachAsync(states, new ParallelOptions { MaxDegreeOfParallelism = 16, CancellationToken = ct }, async (state, token) =>
        {
            InstanceActor actor = new(this, state);
            if (state.Closed)
            {
                actor.MarkClosed();
            }
            else
            {
                await actor.LoadAsync(token);
            }

            _actors[state.Record.InstanceId] = actor;
        });

        // Only now, as they may send to one another.
        foreach (InstanceActor actor in _actors.Values.Where(actor => !actor.Closed.IsCompleted))
        {
            actor.Resume();
        }

        _ready.TrySetResult();
        Log.LogInformation("The task hub {TaskHub} has started with {Count} instances.", _options.TaskHub, _actors.Count);
    }

    /// <summary>Activities are told to end; what they do not finish runs again after the next start. No new turn begins.</summary>
    public async Task StopAsync(CancellationToken ct)
    {
        await _stopping.CancelAsync();
        await WaitAsync(_activities, _options.StopTimeout, ct);
        foreach (InstanceActor actor in _actors.Values)
        {
            actor.Kick();
        }

        await WaitAsync(_actors.Values.Select(actor => actor.Idle), TimeSpan.FromSeconds(5), ct);
        await _halted.CancelAsync();
        _ready.TrySetException(new InvalidOperationException("The task hub has stopped."));
        _ = _ready.Task.Exception;
        await WaitAsync(_work, _options.StopTimeout, ct);
        await WaitAsync([WritesEndAsync()], _options.StopTimeout, ct);
        if (Interlocked.Exchange(ref _ownership, null) is { } ownership)
        {
            await ownership.DisposeAsync();
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (!_halted.IsCancellationRequested || _ownership is not null)
        {
            await StopAsync(CancellationToken.None);
        }
    }

    /// <summary>Stops at once: an unknown fault, or another owner. What is in storage is whole; the next start goes on from there.</summary>
    public void Halt(Exception? fault, string message)
    {
        if (!_halted.IsCancellationRequested)
        {
            Log.LogCritical(fault, "{Message} The task hub {TaskHub} has stopped.", message, _options.TaskHub);
            // Writing ends first; user code that is told to end may take its time, or throw.
            _halted.Cancel();
            _ = _stopping.CancelAsync();
            _ready.TrySetException(new InvalidOperationException("The task hub has stopped."));
            _ = _ready.Task.Exception;
        }
    }

    public async Task<IDisposable> EnterTurnAsync()
    {
        await _turns.WaitAsync(Halted);
        return new Slot(_turns);
    }

    /// <summary>Keeps a piece of background work known until it ends, so that a stop can wait for it.</summary>
    public void Track(Task work) => Track(_work, work);

    public async Task<T> WriteAsync<T>(Func<CancellationToken, Task<T>> write)
    {
        for (TimeSpan pause = TimeSpan.FromMilliseconds(100); ; pause = pause * 2 < LongestPause ? pause * 2 : LongestPause)
        {
            // Counted before the look, so that a stop sees every write that may still reach storage.
            Interlocked.Increment(ref _writing);
            try
            {
                Halted.ThrowIfCancellationRequested();
                return await write(Halted);
            }
            catch (StoreConflictException conflict)
            {
                Halt(conflict, "Another process wrote to the history.");
            }
#pragma warning disable CA1031 // Whatever storage throws: the effect must not happen before the write has, so it is tried until it has.
            catch (Exception failure) when (!Halted.IsCancellationRequested)
            {
                Log.LogWarning(failure, "A write to the history failed and will be tried again in {Pause}.", pause);
            }
#pragma warning restore CA1031
            finally
            {
                Interlocked.Decrement(ref _writing);
            }

            await Task.Delay(pause, Halted);
        }
    }

    public Task WriteAsync(Func<CancellationToken, Task> write) => WriteAsync(async token =>
    {
        await write(token);
        return true;
    });

    /// <summary>Runs an activity and gives the outcome to its instance. An outcome that a stop caused is none: the activity runs again.</summary>
    public void RunActivity(InstanceActor actor, string instanceId, string execution, HistoryEvent scheduled)
    {
        if (!IsStopping)
        {
            Track(_activities, Task.Run(RunAsync));
        }

        async Task RunAsync()
        {
            HistoryEvent outcome = new()
            {
                EventType = HistoryEventType.TaskCompleted,
                TaskScheduledId = scheduled.EventId,
                ExecutionId = execution,
            };
            try
            {
                await _activitySlots.WaitAsync(_stopping.Token);
                try
                {
                    string? result = _functions.HasActivity(scheduled.Name!)
                        ? await _functions.RunActivityAsync(scheduled.Name!, instanceId, scheduled.Input, _stopping.Token)
                        : throw new ArgumentException($"The function '{scheduled.Name}' doesn't exist, is disabled, or is not an activity function.");
                    outcome = outcome with { Result = result };
                }
                finally
                {
                    _activitySlots.Release();
                }
            }
#pragma warning disable CA1031 // Whatever a user's activity throws is its outcome.
            catch (Exception failure)
            {
                if (IsStopping)
                {
                    return;
                }

                outcome = outcome with { EventType = HistoryEventType.TaskFailed, FailureDetails = TaskFailureDetails.FromException(failure) };
            }
#pragma warning restore CA1031

            _ = actor.PostAsync(outcome with { Timestamp = DateTime.UtcNow });
        }
    }

    public static HistoryBatch InitialBatch(InstanceRecord record, DateTime now, IReadOnlyList<HistoryEvent> carried) => new()
    {
        Buffered = true,
        Status = record.Status,
        At = record.LastUpdatedAt,
        Events =
        [
            new HistoryEvent
            {
                EventType = HistoryEventType.ExecutionStarted,
                Timestamp = now,
                Name = record.Name,
                Input = record.Input,
                ExecutionId = record.ExecutionId,
                Version = record.Version,
            },
            .. carried,
        ],
    };

    public static HistoryEvent ChildOutcome(InstanceRecord child, string? output, TaskFailureDetails? failure) => new()
    {
        EventType = failure is null ? HistoryEventType.SubOrchestrationInstanceCompleted : HistoryEventType.SubOrchestrationInstanceFailed,
        Timestamp = DateTime.UtcNow,
        TaskScheduledId = child.ParentEventId,
        ExecutionId = child.ParentExecutionId,
        InstanceId = child.InstanceId,
        Result = output,
        FailureDetails = failure,
    };

    /// <summary>Brings one message to its instance. Returns when it is durable there, or has nowhere to go.</summary>
    public async Task DeliverAsync(OutboxEntry entry)
    {
        if (entry.Message is { } message)
        {
            if (_actors.TryGetValue(entry.Target, out InstanceActor? target))
            {
                await target.PostAsync(message);
            }

            return;
        }

        InstanceRecord child = entry.Start!;
        try
        {
            await CreateAsync(child, null, Halted);
        }
        catch (OrchestrationAlreadyExistsException taken)
        {
            HistoryEvent refused = ChildOutcome(child, null, TaskFailureDetails.FromException(taken));
            if (_actors.TryGetValue(child.ParentInstanceId!, out InstanceActor? parent))
            {
                // Durable with the parent before the start counts as delivered, or a crash in between would leave it waiting.
                await parent.PostAsync(refused);
            }
        }
    }

    /// <summary>Makes an instance: one object written, and it exists. Over a finished one it replaces it; over another it throws.</summary>
    public async Task CreateAsync(InstanceRecord record, IReadOnlyList<string>? dedupe, CancellationToken cancellation)
    {
        SemaphoreSlim gate = _creating[(uint)string.GetHashCode(record.InstanceId, StringComparison.Ordinal) % _creating.Length];
        using CancellationTokenSource end = CancellationTokenSource.CreateLinkedTokenSource(cancellation, Halted);
        while (true)
        {
            Task closed;
            await gate.WaitAsync(end.Token);
            try
            {
                if (!_actors.TryGetValue(record.InstanceId, out InstanceActor? existing))
                {
                    await BeginAsync(record, null);
                    return;
                }

                InstanceRecord old = existing.Record;
                if (record.ParentExecutionId is not null
                    && old.ParentExecutionId == record.ParentExecutionId
                    && old.ParentEventId == record.ParentEventId)
                {
                    // The same start, delivered again after a crash.
                    return;
                }

                bool refuses = dedupe is null ? !old.IsFinished : dedupe.Contains(old.Status.ToString(), StringComparer.OrdinalIgnoreCase);
                if (refuses)
                {
                    throw new OrchestrationAlreadyExistsException(
                        $"An orchestration instance with the ID '{record.InstanceId}' already exists in status {old.Status}.");
                }

                if (!old.IsFinished)
                {
                    _ = existing.PostAsync(new HistoryEvent { EventType = HistoryEventType.ExecutionTerminated, Timestamp = DateTime.UtcNow });
                }

                closed = existing.Closed;
                if (closed.IsCompleted)
                {
                    await BeginAsync(record, old);
                    return;
                }
            }
            finally
            {
                gate.Release();
            }

            // Outside the gate, as the old one may need it to deliver its last messages.
            await closed.WaitAsync(end.Token);
        }
    }

    private static async Task WaitAsync(ConcurrentDictionary<Task, bool> work, TimeSpan limit, CancellationToken cancellation) =>
        await WaitAsync(work.Keys, limit, cancellation);

    private static async Task WaitAsync(IEnumerable<Task> work, TimeSpan limit, CancellationToken cancellation)
    {
        try
        {
            await Task.WhenAll(work).WaitAsync(limit, cancellation);
        }
        catch (Exception late) when (late is TimeoutException or OperationCanceledException)
        {
            // What does not end in time is run again after the next start.
        }
    }

    private static void Track(ConcurrentDictionary<Task, bool> set, Task work)
    {
        if (!work.IsCompleted)
        {
            set[work] = true;
            _ = work.ContinueWith(done => set.TryRemove(done, out _), CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        }
    }

    /// <summary>What a client began is no work of the hub's own, yet must not land after another process has loaded the hub.</summary>
    private async Task WritesEndAsync()
    {
        while (Volatile.Read(ref _writing) > 0)
        {
            await Task.Delay(5);
        }
    }

    private async Task BeginAsync(InstanceRecord record, InstanceRecord? replaced)
    {
        InstanceState state = new() { Record = record, Initial = InitialBatch(record, record.CreatedAt.UtcDateTime, []) };
        await WriteAsync(token => Store.PutInstanceAsync(state, token));
        InstanceActor actor = new(this, state);
        actor.Begin();
        _actors[record.InstanceId] = actor;
        actor.Resume();
        if (replaced is not null)
        {
            await WriteAsync(token => Store.DeleteLogAsync(replaced.InstanceId, replaced.ExecutionId, token));
        }
    }

    private sealed class Slot(SemaphoreSlim semaphore) : IDisposable
    {
        public void Dispose() => semaphore.Release();
    }
}
