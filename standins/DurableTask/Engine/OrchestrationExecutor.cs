using global::DurableTask.Core.Exceptions;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Logging;

namespace RasterFlow.StandIns.DurableTask;

/// <summary>Runs an orchestrator from its start over its history, then over the new events, on the calling thread.</summary>
internal sealed class OrchestrationExecutor(IDurableFunctions functions, DataConverter converter, TimeSpan maximumTimer, ILoggerFactory loggers)
{
    public const string IllegalAwait =
        "An invalid asynchronous invocation was detected. This can be caused by awaiting non-durable tasks in an orchestrator function's implementation or by middleware that invokes asynchronous code.";

    /// <param name="record">The instance.</param>
    /// <param name="history">Events of earlier turns.</param>
    /// <param name="newEvents">This turn's events, the first an <see cref="HistoryEventType.OrchestratorStarted"/>.</param>
    /// <param name="lateIllegalCall">Called, on any thread, when a non-durable task continues the orchestrator after the turn.</param>
    public TurnResult Run(InstanceRecord record, IReadOnlyList<HistoryEvent> history, IReadOnlyList<HistoryEvent> newEvents, Action lateIllegalCall)
    {
        bool foreign = false;
        bool over = false;
        ReplaySynchronizationContext synchronization = new(() =>
        {
            Volatile.Write(ref foreign, true);
            if (Volatile.Read(ref over))
            {
                lateIllegalCall();
            }
        });
        ReplayContext context = new(record, converter, maximumTimer, loggers, synchronization);
        SynchronizationContext? before = SynchronizationContext.Current;
        Task<object?>? run = null;
        try
        {
            SynchronizationContext.SetSynchronizationContext(synchronization);
            for (int i = 0; i < history.Count + newEvents.Count; i++)
            {
                context.SetReplaying(i < history.Count);
                HistoryEvent happened = i < history.Count ? history[i] : newEvents[i - history.Count];
                if (happened.EventType == HistoryEventType.ExecutionStarted)
                {
                    run = InvokeAsync(record.Name, context);
                }
                else
                {
                    context.Apply(happened);
                }

                synchronization.Drain();
            }

            return run is null
                ? Waiting(context)
                : Finish(run, context, Volatile.Read(ref foreign) || context.WasAccessedIllegally);
        }
        catch (NonDeterministicOrchestrationException change)
        {
            return Failed(context, TaskFailureDetails.FromException(change));
        }
#pragma warning disable CA1031 // What a user's code throws past its task (async void) ends this instance, not the hub.
        catch (Exception escaped)
        {
            return Failed(context, TaskFailureDetails.FromException(escaped));
        }
#pragma warning restore CA1031
        finally
        {
            Volatile.Write(ref over, true);
            synchronization.Close();
            SynchronizationContext.SetSynchronizationContext(before);
        }
    }

    private static TurnResult Failed(ReplayContext context, TaskFailureDetails failure, bool withActions = false) => new()
    {
        Status = OrchestrationRuntimeStatus.Failed,
        FailureDetails = failure,
        Actions = withActions ? context.NewActions : [],
        SetsCustomStatus = context.SetsCustomStatus,
        CustomStatus = context.CustomStatus,
        CancelledTimers = [],
    };

    private static TurnResult Waiting(ReplayContext context) => new()
    {
        Status = OrchestrationRuntimeStatus.Running,
        Actions = context.NewActions,
        SetsCustomStatus = context.SetsCustomStatus,
        CustomStatus = context.CustomStatus,
        CancelledTimers = context.CancelledTimers,
    };

    private TurnResult Finish(Task<object?> run, ReplayContext context, bool illegal)
    {
        // Not done and waiting for nothing durable: it awaits something that no history can bring back.
        if (illegal || (!run.IsCompleted && !context.IsWaiting))
        {
            return Failed(context, TaskFailureDetails.FromException(new InvalidOperationException(IllegalAwait)));
        }

        if (!run.IsCompleted)
        {
            return Waiting(context);
        }

        if (!run.IsCompletedSuccessfully)
        {
            Exception reason = run.Exception?.InnerException ?? new TaskCanceledException(run);
            return Failed(context, TaskFailureDetails.FromException(reason), withActions: true);
        }

        if (context.Next is { } next)
        {
            return Waiting(context) with { Next = next };
        }

        try
        {
            return Waiting(context) with { Status = OrchestrationRuntimeStatus.Completed, Output = converter.Serialize(run.Result) };
        }
#pragma warning disable CA1031 // Whatever a user's type throws while it is written is the orchestration's failure.
        catch (Exception unserializable)
        {
            return Failed(context, TaskFailureDetails.FromException(unserializable), withActions: true);
        }
#pragma warning restore CA1031
    }

    /// <summary>A synchronous throw becomes a failed task; a completion on another thread comes back through the context and is seen there.</summary>
    private async Task<object?> InvokeAsync(string name, ReplayContext context) => functions.HasOrchestrator(name)
        ? await functions.RunOrchestratorAsync(name, context)
        : throw new InvalidOperationException($"The orchestrator function '{name}' doesn't exist, is disabled, or is not an orchestrator function.");
}
