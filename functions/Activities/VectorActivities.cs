using Microsoft.Azure.Functions.Worker;
using RasterFlow.Catalog;
using RasterFlow.Functions.Orchestrators;
using RasterFlow.Jobs;
using RasterFlow.Storage;
using RasterFlow.Tiles;
using RasterFlow.Vectors;

namespace RasterFlow.Functions.Activities;

/// <summary>Input of <see cref="VectorActivities.CommitTable"/>.</summary>
/// <param name="PlanKey">Key of the job's plan in the outputs container.</param>
/// <param name="Run">The run of the job: a second try of the same run adds nothing.</param>
public sealed record CommitInput(string PlanKey, string Run);

/// <summary>Makes polygons, the catalogue table and map tiles out of a prediction.</summary>
public sealed class VectorActivities(PlanCache plans, IObjectStore store)
{
    /// <summary>Traces the polygons of one block.</summary>
    [Function(nameof(VectorizeBlock))]
    public async Task VectorizeBlock([ActivityTrigger] BlockTask task, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(task);
        JobPlan plan = await plans.GetAsync(task.PlanKey, cancellationToken);
        BlockVectorizer vectorizer = await BlockVectorizer.OpenAsync(store, plan.Vectorize!, cancellationToken);
        await vectorizer.VectorizeBlockAsync(task.Block, cancellationToken);
    }

    /// <summary>Joins the blocks' polygons and writes them as GeoParquet parts.</summary>
    [Function(nameof(StitchVectors))]
    public async Task StitchVectors([ActivityTrigger] string planKey, CancellationToken cancellationToken)
    {
        JobPlan plan = await plans.GetAsync(planKey, cancellationToken);
        VectorStitcher stitcher = await VectorStitcher.OpenAsync(store, plan.Vectorize!, cancellationToken);
        VectorResult result = await stitcher.StitchAsync(cancellationToken);
        await result.WriteAsync(store, plan.Vectorize!.OutputRoot, cancellationToken);
    }

    /// <summary>Puts the job's vectors into its catalogue table: in place of the rows that are there, or beside them.</summary>
    [Function(nameof(CommitTable))]
    public async Task CommitTable([ActivityTrigger] CommitInput input, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(input);
        JobPlan plan = await plans.GetAsync(input.PlanKey, cancellationToken);
        if (plan.CatalogTable is not { } table)
        {
            return;
        }

        VectorResult result = await ReadResultAsync(store, plan.Vectorize!, cancellationToken);
        TableDefinition definition = VectorTable.For(plan.Vectorize!.Crs);
        TableCommit commit = new($"{plan.JobId}/{input.Run}", VectorTable.FilesOf(result));
        TableCatalog catalog = new(store);
        await (plan.CatalogMode == CatalogMode.Append
            ? catalog.AppendAsync(table, definition, commit, cancellationToken)
            : catalog.CreateOrReplaceAsync(table, definition, commit, cancellationToken));
    }

    /// <summary>Builds the tile archive.</summary>
    [Function(nameof(BuildTiles))]
    public async Task BuildTiles([ActivityTrigger] string planKey, CancellationToken cancellationToken)
    {
        JobPlan plan = await plans.GetAsync(planKey, cancellationToken);
        VectorResult result = await ReadResultAsync(store, plan.Vectorize!, cancellationToken);
        string path = Path.Combine(Path.GetTempPath(), $"rasterflow-{Guid.NewGuid():N}.pmtiles");
        await using FileStream archive = new(path, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None, 1 << 16, FileOptions.DeleteOnClose);
        await TileBuilder.BuildAsync(VectorParts.ReadAsync(store, [.. result.Parts.Select(static part => part.Key)], cancellationToken), plan.Tiles!, archive, cancellationToken);
        archive.Position = 0;
        await store.WriteAsync(plan.TilesKey!, archive, cancellationToken);
    }

    /// <summary>What vectorizing came to; written when all parts are there.</summary>
    internal static async Task<VectorResult> ReadResultAsync(IObjectStore store, VectorizeJob job, CancellationToken cancellationToken) =>
        await VectorResult.ReadAsync(store, job.OutputRoot, cancellationToken)
            ?? throw new FileNotFoundException($"The polygons of '{job.OutputRoot}' are not finished.");
}
