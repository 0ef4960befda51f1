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
            await RunSplitAsync(context, input, StageOf(context.InstanceId));
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

    /// <summary>Runs a range from a stage's own orchestration, as sub-orchestrations with ids below the stage's.</summary>
    internal static async Task RunSplitAsync(TaskOrchestrationContext context, BlockRangeInput input, string stageInstanceId)
    {
        List<Task> ranges = [];
        foreach ((int first, int count) in Ranges.Split(input.First, input.Count))
        {
            SubOrchestrationOptions options = new(instanceId: Ranges.InstanceId(stageInstanceId, input.Level, first, count));
            ranges.Add(context.CallSubOrchestratorAsync<int>(nameof(BlockRange), input with { First = first, Count = count }, options));
        }

        await Task.WhenAll(ranges);
    }

    /// <summary>"job.stage.level.range" -> "job.stage".</summary>
    internal static string StageOf(string instanceId) => string.Join('.', instanceId.Split('.').Take(2));
}
