using Microsoft.DurableTask;
using RasterFlow.Inference;

namespace RasterFlow.Functions.Orchestrators;

/// <summary>The answers that one <see cref="InferenceRange"/> waits for.</summary>
internal sealed class InferenceAnswers
{
    private readonly TaskOrchestrationContext _context;
    private readonly InferenceRangeInput _input;

    // One waiter at a time, kept over all attempts: of several waiters the newest would be served first, and an
    // abandoned one would swallow an answer.
    private Task<InferenceBlockResult>? _answer;

    public InferenceAnswers(TaskOrchestrationContext context, InferenceRangeInput input)
    {
        _context = context;
        _input = input;
        Waiting = [.. Enumerable.Range(input.First, input.Count)];
        Report();
    }

    /// <summary>Blocks without an answer.</summary>
    public SortedSet<int> Waiting { get; }

    /// <summary>Error texts of blocks that failed for good.</summary>
    public SortedDictionary<int, string> Failures { get; } = [];

    /// <summary>What computed the blocks that are done.</summary>
    public InferenceTally Tally { get; } = new([]);

    /// <summary>Takes answers until none is missing, or until nobody has answered for a whole period of silence.</summary>
    public async Task CollectAsync()
    {
        using CancellationTokenSource stopTimer = new();
        Task silence = StartTimer(stopTimer.Token);
        bool heard = false;
        while (Waiting.Count > 0)
        {
            _answer ??= _context.WaitForExternalEvent<InferenceBlockResult>(InferenceRange.AnswerEvent);
            if (await Task.WhenAny(_answer, silence) == _answer)
            {
                Take(await _answer);
                heard = true;
                continue;
            }

            // One timer serves many answers: it is set anew only when it has run out, not after each of them.
            if (!heard)
            {
                return;
            }

            heard = false;
            silence = StartTimer(stopTimer.Token);
        }

        stopTimer.Cancel();
    }

    private void Take(InferenceBlockResult result)
    {
        _answer = null;

        // A job that was cancelled and started again under the same id still gets answers to its first run's messages.
        if (result.JobKey == _input.JobKey && Waiting.Remove(result.Block))
        {
            if (result.Error is null)
            {
                Tally.Count(result.Device);
            }
            else
            {
                Failures[result.Block] = result.Error;
            }
        }

        Report();
    }

    private void Report() => _context.SetCustomStatus(new BlockProgress(_input.Count - Waiting.Count, _input.Count));

    private Task StartTimer(CancellationToken cancellationToken) =>
        _context.CreateTimer(_context.CurrentUtcDateTime.AddSeconds(_input.SilenceSeconds), cancellationToken);
}
