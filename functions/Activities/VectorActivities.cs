using System.Text.Json;
using Microsoft.Azure.Functions.Worker;
using RasterFlow.Catalog;
using RasterFlow.Functions.Orchestrators;
using RasterFlow.Jobs;
using RasterFlow.Storage;
using RasterFlow.Tiles;
using RasterFlow.Vectors;

namespace RasterFlow.Functions.Activities;

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
        await store.WriteAsync(ResultKeyOf(plan.Vectorize!), JsonSerializer.SerializeToUtf8Bytes(result, JobJson.Options), cancellationToken);
    }

    /// <summary>Creates or replaces the catalogue table with the vectors of the job.</summary>
    [Function(nameof(CommitTable))]
    public async Task CommitTable([ActivityTrigger] string planKey, CancellationToken cancellationToken)
    {
        JobPlan plan = await plans.GetAsync(planKey, cancellationToken);
        if (plan.CatalogTable is not null)
        {
            VectorResult result = await ReadResultAsync(store, plan.Vectorize!, cancellationToken);
            await new TableCatalog(store).CreateOrReplaceAsync(plan.CatalogTable, VectorTable.Columns, VectorTable.FilesOf(result), cancellationToken);
        }
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
    internal static async Task<VectorResult> ReadResultAsync(IObjectStore store, VectorizeJob job, CancellationToken cancellationToken)
    {
        byte[] content = await store.ReadAsync(ResultKeyOf(job), cancellationToken)
            ?? throw new FileNotFoundException($"The polygons of '{job.OutputRoot}' are not finished.");
        return JsonSerializer.Deserialize<VectorResult>(content, JobJson.Options)!;
    }

    private static string ResultKeyOf(VectorizeJob job) => $"{job.OutputRoot}.result.json";
}
