using Microsoft.DurableTask;

namespace RasterFlow.StandIns.DurableTask;

/// <content>Activities, sub-orchestrations, their retries, and timers.</content>
internal sealed partial class ReplayContext
{
    public override Task<TResult> CallActivityAsync<TResult>(TaskName name, object? input = null, TaskOptions? options = null)
    {
        EnsureLegal();
        RejectOptionsAsInput(input);
        string? json = converter.Serialize(input);
        return WithRetryAsync(options?.Retry, () => StartAsync<TResult>(new HistoryEvent
        {
            EventType = HistoryEventType.TaskScheduled,
            Name = name.Name,
            Input = json,
            Version = options?.Version?.Version,
        }));
    }

    public override Task<TResult> CallSubOrchestratorAsync<TResult>(TaskName orchestratorName, object? input = null, TaskOptions? options = null)
    {
        EnsureLegal();
        RejectOptionsAsInput(input);
        SubOrchestrationOptions? sub = options as SubOrchestrationOptions;
        string? json = converter.Serialize(input);
        if (sub?.InstanceId is { } wanted)
        {
            InstanceIds.Check(wanted);
        }

        // The id is chosen once: a retry runs the same instance again.
        string id = sub?.InstanceId ?? NewGuid().ToString("N");
        return WithRetryAsync(options?.Retry, () => StartAsync<TResult>(new HistoryEvent
        {
            EventType = HistoryEventType.SubOrchestrationInstanceCreated,
            Name = orchestratorName.Name,
            InstanceId = id,
            Input = json,
            Version = sub?.Version?.Version ?? options?.Version?.Version,
        }));
    }

    public override async Task CreateTimer(DateTime fireAt, CancellationToken cancellationToken)
    {
        DateTime due = fireAt.Kind == DateTimeKind.Local ? fireAt.ToUniversalTime() : DateTime.SpecifyKind(fireAt, DateTimeKind.Utc);
        while (due - _now > maximumTimer)
        {
            await StartTimerAsync(_now + maximumTimer, cancellationToken);
        }

        await StartTimerAsync(due, cancellationToken);
    }

    private static void RejectOptionsAsInput(object? input)
    {
        if (input is TaskOptions)
        {
            throw new ArgumentException($"{nameof(TaskOptions)} was given as the input; name the argument 'options' instead.", nameof(input));
        }
    }

    private Task StartTimerAsync(DateTime due, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        int id = Decide(new HistoryEvent { EventType = HistoryEventType.TimerCreated, FireAt = due });
        TaskCompletionSource fired = new();
        CancellationTokenRegistration stop = cancellation.Register(() =>
        {
            if (fired.TrySetCanceled(cancellation))
            {
                _open.Remove(id);
                _cancelledTimers.Add(id);
            }
        });
        _open.Add(id, _ =>
        {
            stop.Dispose();
            fired.TrySetResult();
        });
        return fired.Task;
    }

    private Task<TResult> StartAsync<TResult>(HistoryEvent decision)
    {
        int id = Decide(decision);
        TaskCompletionSource<TResult> source = new();
        _open.Add(id, outcome =>
        {
            if (outcome.FailureDetails is { } failure)
            {
                source.TrySetException(new TaskFailedException(decision.Name!, id, failure));
                return;
            }

            try
            {
                source.TrySetResult(converter.Deserialize<TResult>(outcome.Result)!);
            }
#pragma warning disable CA1031 // The caller of the task sees what its result's type threw while it was read.
            catch (Exception unreadable)
            {
                source.TrySetException(unreadable);
            }
#pragma warning restore CA1031
        });
        return source.Task;
    }

    private Task<T> WithRetryAsync<T>(TaskRetryOptions? retry, Func<Task<T>> attempt) => retry switch
    {
        { Policy: { } policy } => WithPolicyAsync(policy, attempt),
        { Handler: { } handler } => WithHandlerAsync(handler, attempt),
        _ => attempt(),
    };

    private async Task<T> WithPolicyAsync<T>(RetryPolicy policy, Func<Task<T>> attempt)
    {
        DateTime first = _now;
        DateTime last = policy.RetryTimeout == Timeout.InfiniteTimeSpan || policy.RetryTimeout >= DateTime.MaxValue - first
            ? DateTime.MaxValue
            : first + policy.RetryTimeout;
        for (int failures = 1; ; failures++)
        {
            try
            {
                return await attempt();
            }
            catch (TaskFailedException failure) when (failures < policy.MaxNumberOfAttempts && policy.Handle(failure) && _now < last)
            {
                // The wait follows below.
            }

            double wait = policy.FirstRetryInterval.TotalMilliseconds * Math.Pow(policy.BackoffCoefficient, failures - 1);
            await CreateTimer(
                _now + (wait < policy.MaxRetryInterval.TotalMilliseconds ? TimeSpan.FromMilliseconds(wait) : policy.MaxRetryInterval),
                CancellationToken.None);
        }
    }

    private async Task<T> WithHandlerAsync<T>(AsyncRetryHandler handler, Func<Task<T>> attempt)
    {
        DateTime first = _now;
        for (int failures = 1; ; failures++)
        {
            TaskFailedException failure;
            try
            {
                return await attempt();
            }
            catch (TaskFailedException caught)
            {
                failure = caught;
            }

            if (!await handler(new RetryContext(this, failures, failure.FailureDetails, _now - first, CancellationToken.None)))
            {
                System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(failure);
            }
        }
    }
}
