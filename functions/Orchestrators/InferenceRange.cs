using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;
using RasterFlow.Functions.Activities;
using RasterFlow.Inference;

namespace RasterFlow.Functions.Orchestrators;

/// <summary>Input of <see cref="InferenceRange"/>.</summary>
/// <param name="PlanKey">Key of the job's plan in the outputs container.</param>
/// <param name="JobKey">Key of the inference job document: answers for any other are not meant for this range.</param>
/// <param name="First">First block.</param>
/// <param name="Count">Blocks in the range.</param>
/// <param name="SilenceSeconds">Blocks are dispatched again when no worker has answered for this long.</param>
public sealed record InferenceRangeInput(string PlanKey, string JobKey, int First, int Count, int SilenceSeconds);

/// <summary>
/// Sends the blocks of a range to the inference queue and waits until the worker has answered for each of them.
/// A worker that dies loses nothing: its message reappears on the queue, and what never answers is sent again.
/// </summary>
public static class InferenceRange
{
    /// <summary>Name of the event that <see cref="Triggers.InferenceResults"/> raises for each answer.</summary>
    public const string AnswerEvent = "inference-answer";

    /// <summary>Silences of all workers, one after the other, after which nobody is expected to answer.</summary>
    private const int MaxSilences = 5;

    /// <summary>Periods in which workers answer others before messages of this range are taken for lost.</summary>
    private const int BusyPeriods = 4;

    [Function(nameof(InferenceRange))]
    public static async Task<InferenceTally> RunAsync([OrchestrationTrigger] TaskOrchestrationContext context, InferenceRangeInput input)
    {
        ArgumentNullException.ThrowIfNull(context);
        ArgumentNullException.ThrowIfNull(input);
        if (input.Count > Ranges.LeafBlocks)
        {
            return await RunSplitAsync(context, input, Ranges.StageOf(context.InstanceId));
        }

        InferenceAnswers answers = new(context, input);
        int silences = 0;
        for (int attempt = 1; answers.Waiting.Count > 0; attempt++)
        {
            if (silences == MaxSilences)
            {
                throw new InferenceFailedException($"{answers.Waiting.Count} of {input.Count} inference blocks did not answer in {MaxSilences} attempts, the first of them block {answers.Waiting.Min}. " +
                    "Is the inference worker running? What is done is kept: start the same job again to go on from here.");
            }

            DispatchInput dispatch = new(input.PlanKey, [.. answers.Waiting], attempt, context.InstanceId);
            await context.CallActivityAsync(nameof(InferenceActivities.DispatchInferenceBlocks), dispatch, Retries.ForActivity);
            silences = await EndsInSilenceAsync(context, input, answers) ? silences + 1 : 0;
        }

        return answers.Failures.Count == 0 ? answers.Tally : throw new InferenceFailedException(Describe(answers.Failures, input));
    }

    /// <summary>Runs a range from the stage's own orchestration, or from one over a larger range.</summary>
    internal static async Task<InferenceTally> RunSplitAsync(TaskOrchestrationContext context, InferenceRangeInput input, string stageInstanceId) =>
        InferenceTally.Sum(await Ranges.RunSplitAsync<InferenceTally>(
            context,
            new SplitRange(nameof(InferenceRange), 0, input.First, input.Count),
            stageInstanceId,
            (first, count) => input with { First = first, Count = count }));

    /// <summary>Takes answers until none is missing, until no worker has answered anybody for a period (true), or until messages may be lost.</summary>
    private static async Task<bool> EndsInSilenceAsync(TaskOrchestrationContext context, InferenceRangeInput input, InferenceAnswers answers)
    {
        for (int period = 0; period < BusyPeriods; period++)
        {
            await answers.CollectAsync();
            if (answers.Waiting.Count == 0)
            {
                return false;
            }

            // Workers that are busy with the blocks of others will come to these.
            if (!await context.CallActivityAsync<bool>(nameof(InferenceActivities.HasAnyWorkerAnswered), input.SilenceSeconds, Retries.ForActivity))
            {
                return true;
            }
        }

        return false;
    }

    private static string Describe(SortedDictionary<int, string> failures, InferenceRangeInput input)
    {
        (int block, string error) = failures.First();
        return $"{failures.Count} of {input.Count} inference blocks failed, the first of them block {block}: {error} What is done is kept: start the same job again to go on from here.";
    }
}

/// <summary>Blocks failed for good; the message names the first and the model's error.</summary>
public sealed class InferenceFailedException(string message) : Exception(message);
