using Microsoft.DurableTask;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using RasterFlow.Functions.Orchestrators;
using RasterFlow.Inference;

namespace RasterFlow.Tests.Functions;

/// <summary>An orchestration's context whose worker is a script: what each dispatch is answered with. No answer means silence.</summary>
/// <param name="answersOfAttempt">The answers to each dispatch.</param>
/// <param name="busyPeriods">So many periods of silence the workers answer others.</param>
internal sealed class OrchestrationFake(Func<int, IEnumerable<InferenceBlockResult>> answersOfAttempt, int busyPeriods = 0) : TaskOrchestrationContext
{
    private readonly Queue<InferenceBlockResult> _answers = new();
    private TaskCompletionSource? _silence;
    private Action<InferenceBlockResult>? _waiter;

    /// <summary>The blocks of each dispatch.</summary>
    public List<int[]> Dispatches { get; } = [];

    /// <summary>How often nobody had answered for a period.</summary>
    public int Silences { get; private set; }

    public object? CustomStatus { get; private set; }

    public override TaskName Name => nameof(InferenceRange);

    public override string InstanceId => "job.predict.0.0-8";

    public override ParentOrchestrationInstance? Parent => null;

    public override DateTime CurrentUtcDateTime => new(2026, 1, 1, 0, 0, 0, DateTimeKind.Utc);

    public override bool IsReplaying => false;

    protected override ILoggerFactory LoggerFactory => NullLoggerFactory.Instance;

    public override T? GetInput<T>()
        where T : default => default;

    public override Task<TResult> CallActivityAsync<TResult>(TaskName name, object? input = null, TaskOptions? options = null)
    {
        if (name == nameof(RasterFlow.Functions.Activities.InferenceActivities.HasAnyWorkerAnswered))
        {
            return Task.FromResult((TResult)(object)(++Silences <= busyPeriods));
        }

        RasterFlow.Functions.Activities.DispatchInput dispatch = (RasterFlow.Functions.Activities.DispatchInput)input!;
        Dispatches.Add(dispatch.Blocks);
        foreach (InferenceBlockResult answer in answersOfAttempt(dispatch.Attempt))
        {
            _answers.Enqueue(answer);
        }

        if (_waiter is { } waiter && _answers.TryDequeue(out InferenceBlockResult? first))
        {
            _waiter = null;
            waiter(first);
        }

        return Task.FromResult(default(TResult)!);
    }

    public override Task CreateTimer(DateTime fireAt, CancellationToken cancellationToken)
    {
        _silence = new TaskCompletionSource();
        ReleaseSilence();
        return _silence.Task;
    }

    public override Task<T> WaitForExternalEvent<T>(string eventName, CancellationToken cancellationToken = default)
    {
        if (_answers.TryDequeue(out InferenceBlockResult? answer))
        {
            return Task.FromResult((T)(object)answer);
        }

        ReleaseSilence();
        TaskCompletionSource<T> next = new();
        _waiter = answer => next.SetResult((T)(object)answer);
        return next.Task;
    }

    public override void SendEvent(string instanceId, string eventName, object payload) => throw new NotSupportedException();

    public override void SetCustomStatus(object? customStatus) => CustomStatus = customStatus;

    public override Task<TResult> CallSubOrchestratorAsync<TResult>(TaskName orchestratorName, object? input = null, TaskOptions? options = null) =>
        throw new NotSupportedException();

    public override void ContinueAsNew(object? newInput = null, bool preserveUnprocessedEvents = true) => throw new NotSupportedException();

    public override Guid NewGuid() => throw new NotSupportedException();

    // Time passes only when nobody answers any more.
    private void ReleaseSilence()
    {
        if (_answers.Count == 0)
        {
            _silence?.TrySetResult();
        }
    }
}
