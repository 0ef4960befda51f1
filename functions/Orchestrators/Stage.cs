using Microsoft.DurableTask;
using RasterFlow.Functions.Activities;

namespace RasterFlow.Functions.Orchestrators;

/// <summary>What all stages share: nothing is done twice, and a finished stage is marked as such by its last write.</summary>
internal static class Stage
{
    /// <summary>Runs a stage unless an earlier job has finished the same work.</summary>
    public static async Task RunAsync(TaskOrchestrationContext context, StageInput input, string stage, Func<Task> work)
    {
        ArgumentNullException.ThrowIfNull(context);
        ArgumentNullException.ThrowIfNull(input);
        StageTask task = new(input.PlanKey, stage);
        bool isDone = await context.CallActivityAsync<bool>(nameof(StageActivities.BeginStage), task, Retries.ForActivity);
        if (isDone)
        {
            return;
        }

        await work();
        await context.CallActivityAsync(nameof(StageActivities.CompleteStage), task, Retries.ForActivity);
    }
}
