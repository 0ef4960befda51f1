using Microsoft.Azure.Functions.Worker;
using RasterFlow.Functions.Orchestrators;
using RasterFlow.Imagery;
using RasterFlow.Jobs;
using RasterFlow.Storage;

namespace RasterFlow.Functions.Activities;

/// <summary>Makes the mosaic and the overview levels, block by block. A block that is there is not made again; one that is made again has the same bytes.</summary>
public sealed class MosaicActivities(PlanCache plans, IObjectStore store, IRasterOpener opener)
{
    /// <summary>Composites a run of blocks and writes their shards, with their parts of the overview levels and their counts when the job wants them.</summary>
    [Function(nameof(CompositeRun))]
    public async Task CompositeRun([ActivityTrigger] BlockTask task, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(task);
        JobPlan plan = await plans.GetAsync(task.PlanKey, cancellationToken);
        await new MosaicBlockBuilder(plan, store, opener).BuildAsync(task.Block, cancellationToken);
    }

    /// <summary>Builds one block of an overview level of the mosaic from the level before.</summary>
    [Function(nameof(BuildMultiscaleBlock))]
    public async Task BuildMultiscaleBlock([ActivityTrigger] BlockTask task, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(task);
        JobPlan plan = await plans.GetAsync(task.PlanKey, cancellationToken);
        await JobStores.MosaicLevels(plan, store).BuildBlockAsync(task.Level, task.Block, cancellationToken);
    }

    /// <summary>Builds one block of an overview level of the prediction from the level before.</summary>
    [Function(nameof(BuildPredictionLevelBlock))]
    public async Task BuildPredictionLevelBlock([ActivityTrigger] BlockTask task, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(task);
        JobPlan plan = await plans.GetAsync(task.PlanKey, cancellationToken);
        await JobStores.PredictionLevels(plan, store).BuildBlockAsync(task.Level, task.Block, cancellationToken);
    }
}
