using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;
using RasterFlow.Functions.Activities;
using RasterFlow.Jobs;

namespace RasterFlow.Functions.Orchestrators;

/// <summary>Composites every run of blocks of the mosaic.</summary>
public static class MosaicStage
{
    [Function(nameof(MosaicStage))]
    public static Task RunAsync([OrchestrationTrigger] TaskOrchestrationContext context, StageInput input) =>
        Stage.RunAsync(context, input, StageNames.Mosaic, () =>
            BlockRange.RunSplitAsync(context, new(nameof(MosaicActivities.CompositeRun), input.PlanKey, 0, 0, input.Blocks[0]), context.InstanceId));
}

/// <summary>Builds the overview levels that no block has written, each from the one before; completing the stage adds the histograms up and announces both.</summary>
public static class MultiscalesStage
{
    [Function(nameof(MultiscalesStage))]
    public static Task RunAsync([OrchestrationTrigger] TaskOrchestrationContext context, StageInput input) =>
        Stage.RunAsync(context, input, StageNames.Multiscales, () => BuildAsync(context, input, nameof(MosaicActivities.BuildMultiscaleBlock)));

    /// <summary>Builds the levels of a stage; <see cref="StageInput.Blocks"/> has the blocks of level n at n.</summary>
    internal static async Task BuildAsync(TaskOrchestrationContext context, StageInput input, string activity)
    {
        for (int level = 1; level < input.Blocks.Length; level++)
        {
            await BlockRange.RunSplitAsync(context, new(activity, input.PlanKey, level, 0, input.Blocks[level]), context.InstanceId);
        }
    }
}

/// <summary>Runs the model over every block, by the queue to the inference worker, and builds the overview levels that the worker does not write.</summary>
public static class PredictStage
{
    [Function(nameof(PredictStage))]
    public static Task RunAsync([OrchestrationTrigger] TaskOrchestrationContext context, StageInput input) =>
        Stage.RunAsync(context, input, StageNames.Predict, async () =>
        {
            // Settings are read in an activity: an orchestrator must give the same result at every replay.
            InferenceSetup setup = await context.CallActivityAsync<InferenceSetup>(nameof(InferenceActivities.GetInferenceSetup), input.PlanKey, Retries.ForActivity);
            InferenceTally tally = await InferenceRange.RunSplitAsync(context, new(input.PlanKey, setup.JobKey, 0, input.Blocks[0], setup.SilenceSeconds), context.InstanceId);
            await context.CallActivityAsync(nameof(InferenceActivities.RecordDevices), new DevicesInput(input.PlanKey, tally.Devices), Retries.ForActivity);
            await MultiscalesStage.BuildAsync(context, input, nameof(MosaicActivities.BuildPredictionLevelBlock));
        });
}

/// <summary>Traces polygons block by block and stitches them.</summary>
public static class VectorizeStage
{
    [Function(nameof(VectorizeStage))]
    public static Task RunAsync([OrchestrationTrigger] TaskOrchestrationContext context, StageInput input) =>
        Stage.RunAsync(context, input, StageNames.Vectorize, async () =>
        {
            BlockRangeInput blocks = new(nameof(VectorActivities.VectorizeBlock), input.PlanKey, 0, 0, input.Blocks[0]);
            await BlockRange.RunSplitAsync(context, blocks, context.InstanceId);
            await context.CallActivityAsync(nameof(VectorActivities.StitchVectors), input.PlanKey, Retries.ForActivity);
        });
}

/// <summary>Builds the map tiles from the polygons.</summary>
public static class TilesStage
{
    [Function(nameof(TilesStage))]
    public static Task RunAsync([OrchestrationTrigger] TaskOrchestrationContext context, StageInput input) =>
        Stage.RunAsync(context, input, StageNames.Tiles, () =>
            context.CallActivityAsync(nameof(VectorActivities.BuildTiles), input.PlanKey, Retries.ForActivity));
}
