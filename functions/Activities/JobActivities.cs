using System.Text.Json;
using Microsoft.Azure.Functions.Worker;
using RasterFlow.Functions.Orchestrators;
using RasterFlow.Jobs;
using RasterFlow.Mosaics;
using RasterFlow.Storage;
using RasterFlow.Zarr;

namespace RasterFlow.Functions.Activities;

/// <summary>Input of <see cref="JobActivities.FinishJob"/>.</summary>
public sealed record FinishInput(string JobId, string PlanKey, IReadOnlyList<StageProgress> Stages);

/// <summary>The first and the last activity of a job.</summary>
public sealed class JobActivities(JobDocumentResolver documents, JobChecker checker, JobPlanner planner, PlanCache plans, IObjectStore store)
{
    /// <summary>Searches the catalogue, fixes the grid and every address, and writes the plan.</summary>
    [Function(nameof(PlanJob))]
    public async Task<JobPlanSummary> PlanJob([ActivityTrigger] JobInput input, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(input);
        byte[] request = await store.ReadAsync(input.RequestKey, cancellationToken)
            ?? throw new JobProblemsException([new JobProblem("$", $"The document of job '{input.JobId}' is not in storage. Start jobs by POST /api/jobs.")]);
        using JsonDocument json = JsonDocument.Parse(request);
        List<JobProblem> problems = [];
        JobDocument document = await documents.ReadAsync(json.RootElement.Clone(), problems, cancellationToken);
        CheckedJob job = await checker.CheckAsync(document, problems, cancellationToken) ?? throw new JobProblemsException(problems);
        JobPlan plan = await planner.PlanAsync(input.JobId, input.Run, job, cancellationToken);
        string key = await plan.WriteAsync(store, cancellationToken);
        return Summarize(plan, key);
    }

    /// <summary>Writes the job's result, and returns its key.</summary>
    [Function(nameof(FinishJob))]
    public async Task<string> FinishJob([ActivityTrigger] FinishInput input, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(input);
        JobPlan plan = await plans.GetAsync(input.PlanKey, cancellationToken);
        JobResult result = new()
        {
            JobId = input.JobId,
            Outputs = await new OutputList(plan, store).BuildAsync(cancellationToken),
            Skipped = [.. plan.Mosaic.Skipped.Select(static s => new SkippedInput(s.Id, s.Reason)), .. await new SceneFailureLog(store, plan.MosaicRoot).ReadSummaryAsync(cancellationToken)],
            Stages = input.Stages,
        };
        string key = JobPlan.ResultKeyOf(input.JobId);
        await store.WriteAsync(key, JsonSerializer.SerializeToUtf8Bytes(result, JobJson.Options), cancellationToken);
        return key;
    }

    private JobPlanSummary Summarize(JobPlan plan, string key)
    {
        int prediction = plan.Inference is null ? 0 : JobStores.PredictionLayout(plan).BlockCount;
        return new JobPlanSummary(
            key,
            BlockRuns.CountOf(RasterStoreLayouts.ForMosaic(plan.Mosaic)),
            plan.Multiscales ? [1, .. JobStores.MosaicLevels(plan, store).BlocksToBuild] : [],
            prediction,
            plan.Inference is { Multiscales: true } ? [.. JobStores.PredictionLevels(plan, store).BlocksToBuild] : [],
            plan.Vectorize is null ? 0 : prediction,
            plan.TilesKey is null ? 0 : 1);
    }
}
