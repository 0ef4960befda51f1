using System.Text.Json;
using RasterFlow.Areas;
using RasterFlow.Imagery;
using RasterFlow.Inference;
using RasterFlow.Models;
using RasterFlow.Mosaics;
using RasterFlow.Storage;
using RasterFlow.Tiles;
using RasterFlow.Vectors;

namespace RasterFlow.Jobs;

/// <summary>
/// Turns a checked document into a <see cref="JobPlan"/>: gives every output its address and writes the area.
/// </summary>
/// <param name="store">The outputs container.</param>
/// <param name="opener">Opens images.</param>
public sealed class JobPlanner(IObjectStore store, IRasterOpener opener)
{
    private const double MetresPerDegree = 111_320;

    /// <summary>Plans a job.</summary>
    /// <param name="jobId">The job.</param>
    /// <param name="run">A value of this run alone: it keeps the outputs of a job with <c>"cache": false</c> apart from all others.</param>
    /// <param name="job">The checked document.</param>
    /// <param name="cancellationToken">Cancels the writes.</param>
    public async Task<JobPlan> PlanAsync(string jobId, string run, CheckedJob job, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(job);
        JobDocument document = job.Document;
        string salt = document.Cache ? string.Empty : run;
        MosaicAddress address = await new MosaicAddresses(store, opener).FindAsync(job.Mosaic, [salt, document.Multiscales ? "levels" : string.Empty], cancellationToken);
        JobPlan plan = new()
        {
            JobId = jobId,
            AreaKey = $"jobs/{jobId}/aoi.parquet",
            MosaicRoot = address.Root,
            EarlierMosaics = address.Earlier,
            Mosaic = job.Mosaic,
            Multiscales = document.Multiscales,
            CatalogTable = document.CatalogTable,
            CatalogMode = document.CatalogMode,
        };
        await WriteAreaAsync(plan.AreaKey, job.Area, cancellationToken);
        return document.Predict is null || job.Model is null
            ? plan
            : AddressPrediction(plan, job, document.Predict, job.Model, address.Hash);
    }

    /// <summary>The inference job that a document asks for.</summary>
    internal static InferenceJob ToInference(PredictOptions predict, string mosaicRoot, string predictionRoot, string modelKey, string sha256) => new()
    {
        MosaicRoot = mosaicRoot,
        PredictionRoot = predictionRoot,
        ModelKey = modelKey,
        ModelSha256 = sha256,
        Features = predict.Features,
        Labels = predict.Labels,
        Actor = predict.Actor,
        PatchSize = predict.PatchSize,
        ClipSize = predict.ClipSize,
        MaxBatchSize = predict.MaxBatchSize,
        MergeMode = predict.MergeMode,
        Device = predict.Device,
        Transform = predict.Transform,
        Output = predict.Output,
    };

    private static JobPlan AddressPrediction(JobPlan plan, CheckedJob job, PredictOptions predict, StagedModel model, string mosaicHash)
    {
        bool hasLevels = job.Document.Multiscales;
        string settings = JsonSerializer.Serialize(ToInference(predict, string.Empty, string.Empty, string.Empty, model.Sha256) with { Multiscales = hasLevels }, InferenceDocuments.JsonOptions);
        string hash = OutputAddress.Of(mosaicHash, settings, $"{predict.XyBlockMultiplier}");
        string root = $"predictions/{hash}/prediction.zarr";
        plan = plan with
        {
            InferenceKey = $"predictions/{hash}/inference.json",
            Inference = ToInference(predict, plan.MosaicRoot, root, model.Key, model.Sha256) with { Multiscales = hasLevels },
            XyBlockMultiplier = predict.XyBlockMultiplier,
        };
        return job.Document.Vectorize is null ? plan : AddressVectors(plan, job, job.Document.Vectorize, hash);
    }

    private static JobPlan AddressVectors(JobPlan plan, CheckedJob job, VectorizeOptions vectorize, string predictionHash)
    {
        Crs crs = vectorize.StoreCrs ? plan.Mosaic.Grid.Crs : Crs.Wgs84;

        // Different areas may lie on one grid, so a clip to the area needs the area itself.
        string clip = vectorize.ClipToArea ? job.Area.Geometry.AsText() : string.Empty;
        string hash = OutputAddress.Of(predictionHash, JsonSerializer.Serialize(vectorize), clip, crs.ToString());
        plan = plan with
        {
            Vectorize = new VectorizeJob
            {
                PredictionRoot = plan.Inference!.PredictionRoot,
                Features = vectorize.Features,
                Rule = vectorize.Rule,
                Threshold = vectorize.Threshold,
                Connectivity = vectorize.Connectivity,
                Stats = vectorize.Stats,
                Crs = crs.ToString(),
                CentreLines = vectorize.CentreLines,
                Processing = vectorize.Processing with { ClipAreaKey = vectorize.ClipToArea ? plan.AreaKey : null },
                // A work folder of its own: an equal job beside this one deletes only what is its own when it ends.
                WorkRoot = $"work/vectors/{hash}/{plan.JobId}",
                OutputRoot = $"vectors/{hash}/parts",
            },
        };
        if (job.Document.Tiles is null)
        {
            return plan;
        }

        TileOptions options = ToTileOptions(job.Document.Tiles, plan.Mosaic);
        string tilesHash = OutputAddress.Of(hash, JsonSerializer.Serialize(options));
        return plan with { TilesKey = $"tiles/{tilesHash}/tiles.pmtiles", Tiles = options };
    }

    private static TileOptions ToTileOptions(TilesOptions tiles, MosaicPlan mosaic) => new()
    {
        MinZoom = tiles.MinZoom,
        MaxZoom = tiles.MaxZoom,
        PixelSizeMetres = mosaic.Grid.Crs.IsGeographic ? mosaic.Grid.PixelSize * MetresPerDegree : mosaic.Grid.PixelSize,
        LayerNames = tiles.Layers,
    };

    private async Task WriteAreaAsync(string key, AreaOfInterest area, CancellationToken cancellationToken)
    {
        using MemoryStream content = new();
        await GeoParquetAreaWriter.WriteAsync(content, area, cancellationToken);
        await store.WriteAsync(key, content.ToArray(), cancellationToken);
    }
}
