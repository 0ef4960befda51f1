using Microsoft.Azure.Functions.Worker;
using RasterFlow.Inference;
using RasterFlow.Jobs;
using RasterFlow.Mosaics;
using RasterFlow.Storage;
using RasterFlow.Zarr;

namespace RasterFlow.Functions.Activities;

/// <summary>Input of the activities that begin and complete a stage.</summary>
/// <param name="PlanKey">Key of the job's plan in the outputs container.</param>
/// <param name="Stage">One of <see cref="StageNames"/>.</param>
public sealed record StageTask(string PlanKey, string Stage);

/// <summary>Begins and completes stages: a stage's outputs are whole when its mark is there, which is written last.</summary>
public sealed class StageActivities(PlanCache plans, IObjectStore store)
{
    /// <summary>Writes the stage's metadata; true when an earlier job has left the whole stage finished.</summary>
    [Function(nameof(BeginStage))]
    public async Task<bool> BeginStage([ActivityTrigger] StageTask task, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(task);
        JobPlan plan = await plans.GetAsync(task.PlanKey, cancellationToken);
        if (await store.GetLengthAsync(MarkOf(plan, task.Stage), cancellationToken) is not null)
        {
            return true;
        }

        switch (task.Stage)
        {
            case StageNames.Mosaic:
                await RasterStoreWriter.CreateAsync(store, plan.MosaicRoot, RasterStoreLayouts.ForMosaic(plan.Mosaic), cancellationToken);
                break;
            case StageNames.Predict:
                await InferenceDocuments.WriteJobAsync(store, plan.InferenceKey!, plan.Inference!, cancellationToken);
                await RasterStoreWriter.CreateAsync(store, plan.Inference!.PredictionRoot, JobStores.PredictionLayout(plan), cancellationToken);
                break;
        }

        return false;
    }

    /// <summary>Marks a stage as finished, and deletes what only the stage itself needed.</summary>
    [Function(nameof(CompleteStage))]
    public async Task CompleteStage([ActivityTrigger] StageTask task, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(task);
        JobPlan plan = await plans.GetAsync(task.PlanKey, cancellationToken);

        if (task.Stage == StageNames.Mosaic)
        {
            await new SceneFailureLog(store, plan.MosaicRoot).CompleteAsync(plan.Mosaic.OnSceneFailure, cancellationToken);
        }

        // Levels are announced only now: a reader that finds one must find it whole.
        if (task.Stage == StageNames.Multiscales)
        {
            await JobStores.MosaicLevels(plan, store).WriteMetadataAsync(cancellationToken);
        }
        else if (task.Stage == StageNames.Predict && plan.Inference!.Multiscales)
        {
            await JobStores.PredictionLevels(plan, store).WriteMetadataAsync(cancellationToken);
        }

        await store.WriteAsync(MarkOf(plan, task.Stage), "{}"u8.ToArray(), cancellationToken);
        if (task.Stage == StageNames.Vectorize)
        {
            await foreach (ObjectEntry fragment in store.ListAsync(plan.Vectorize!.WorkRoot + "/", cancellationToken))
            {
                await store.DeleteAsync(fragment.Key, cancellationToken);
            }
        }
    }

    private static string MarkOf(JobPlan plan, string stage) => stage switch
    {
        StageNames.Mosaic => JobPlan.CompleteKeyOf(plan.MosaicRoot),
        StageNames.Multiscales => JobPlan.CompleteKeyOf(plan.MosaicRoot + ".levels"),
        StageNames.Predict => JobPlan.CompleteKeyOf(plan.Inference!.PredictionRoot),
        StageNames.Vectorize => JobPlan.CompleteKeyOf(plan.Vectorize!.OutputRoot),
        StageNames.Tiles => JobPlan.CompleteKeyOf(plan.TilesKey!),
        _ => throw new ArgumentException($"'{stage}' is not a stage with outputs.", nameof(stage)),
    };
}
