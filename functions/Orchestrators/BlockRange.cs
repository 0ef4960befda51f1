using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;

namespace RasterFlow.Functions.Orchestrators;

/// <summary>Runs one activity for every block of a range, itself or by sub-orchestrations.</summary>
public static class BlockRange
{
    [Function(nameof(BlockRange))]
    public static async Task<int> RunAsync([OrchestrationTrigger] TaskOrchestrationContext context, BlockRangeInput input)
    {
        ArgumentNullException.ThrowIfNull(context);
        ArgumentNullException.ThrowIfNull(input);
        if (input.Count > Ranges.LeafBlocks)
        {
            await RunSplitAsync(context, input, Ranges.StageOf(context.InstanceId));
            return input.Count;
        }

        int done = 0;
        context.SetCustomStatus(new BlockProgress(done, input.Count));
        await Task.WhenAll(Enumerable.Range(input.First, input.Count).Select(RunBlockAsync).ToList());
        return input.Count;

        async Task RunBlockAsync(int block)
        {
            await context.CallActivityAsync(input.Activity, new BlockTask(input.PlanKey, input.Level, block), Retries.ForActivity);
            done++;
            context.SetCustomStatus(new BlockProgress(done, input.Count));
        }
    }

    /// <summary>Runs a range from a stage's own orchestration, or from one over a larger range.</summary>
    internal static Task RunSplitAsync(TaskOrchestrationContext context, BlockRangeInput input, string stageInstanceId) => Ranges.RunSplitAsync<int>(
        context,
        new SplitRange(nameof(BlockRange), input.Level, input.First, input.Count),
        stageInstanceId,
        (first, count) => input with { First = first, Count = count });
}
