using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;
using RasterFlow.Functions.Activities;
using RasterFlow.Jobs;

namespace RasterFlow.Functions.Orchestrators;

/// <summary>
/// The whole job: plan, mosaic, overviews, prediction, polygons, tiles, result. Each stage that the document asks for is a
/// sub-orchestration; this one only sequences them and keeps the progress that clients draw.
/// </summary>
public static class RasterFlowJob
{
    [Function(nameof(RasterFlowJob))]
    public static async Task<string> RunAsync([OrchestrationTrigger] TaskOrchestrationContext context, JobInput input)
    {
        ArgumentNullException.ThrowIfNull(context);
        ArgumentNullException.ThrowIfNull(input);
        List<StageProgress> progress = [new(StageNames.Plan, 1, 0, context.CurrentUtcDateTime, null)];
        Report();
        JobPlanSummary plan = await context.CallActivityAsync<JobPlanSummary>(nameof(JobActivities.PlanJob), input, Retries.ForActivity);
        Finish();

        await StageAsync(StageNames.Mosaic, nameof(MosaicStage), [plan.MosaicRuns]);
        await StageAsync(StageNames.Multiscales, nameof(MultiscalesStage), plan.LevelBlocks);
        await StageAsync(StageNames.Predict, nameof(PredictStage), [plan.PredictionBlocks, .. plan.PredictionLevelBlocks]);
        await StageAsync(StageNames.Vectorize, nameof(VectorizeStage), [plan.VectorBlocks]);
        await StageAsync(StageNames.Tiles, nameof(TilesStage), [plan.TileArchives]);

        if (plan.VectorBlocks > 0)
        {
            await context.CallActivityAsync(nameof(VectorActivities.CommitTable), new CommitInput(plan.PlanKey, input.Run), Retries.ForActivity);
        }

        return await context.CallActivityAsync<string>(nameof(JobActivities.FinishJob), new FinishInput(input.JobId, plan.PlanKey, progress), Retries.ForActivity);

        async Task StageAsync(string name, string orchestrator, int[] blocks)
        {
            int total = blocks.Sum();
            if (total == 0)
            {
                return;
            }

            progress.Add(new StageProgress(name, total, 0, context.CurrentUtcDateTime, null));
            Report();
            SubOrchestrationOptions options = new(instanceId: $"{context.InstanceId}.{name}");
            await context.CallSubOrchestratorAsync(orchestrator, new StageInput(input.JobId, plan.PlanKey, blocks), options);
            Finish();
        }

        void Finish()
        {
            progress[^1] = progress[^1] with { Done = progress[^1].Total, Finished = context.CurrentUtcDateTime };
            Report();
        }

        void Report() => context.SetCustomStatus(new JobProgress(progress[^1].Name, progress));
    }
}
