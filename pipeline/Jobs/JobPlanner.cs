using System.Security.Cryptography;
using System.Text.Json;
using RasterFlow.Areas;
using RasterFlow.Inference;
using RasterFlow.Mosaics;
using RasterFlow.Scenes;
using RasterFlow.Storage;
using RasterFlow.Tiles;
using RasterFlow.Vectors;
using RasterFlow.Zarr;

namespace RasterFlow.Jobs;

/// <summary>
/// Turns a job document into a <see cref="JobPlan"/>: reads the area, searches the catalogue, fixes the grid, finds the model.
/// Finds every problem that can be known before the job runs; starts nothing.
/// </summary>
/// <param name="store">The outputs container.</param>
/// <param name="readers">Opens addresses from the document.</param>
/// <param name="maxAreaKm2">The largest area of a job in square kilometres.</param>
public sealed class JobPlanner(IObjectStore store, IRangeReaderFactory readers, double maxAreaKm2)
{
    private const int MaxAreaDocumentBytes = 64 * 1024 * 1024;
    private const double MetresPerDegree = 111_320;
    private const int MaxModelBytes = 1024 * 1024 * 1024;

    /// <summary>
    /// Plans a job. Checks whatever of the document can be checked, also when <paramref name="problems"/> holds some already;
    /// returns a plan only when there is none at the end.
    /// </summary>
    public async Task<JobPlan?> PlanAsync(string jobId, JobDocument document, List<JobProblem> problems, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(document);
        ArgumentNullException.ThrowIfNull(problems);
        CheckDatasets(document, problems);
        AreaOfInterest? area = await ReadAreaAsync(document, problems, cancellationToken);
        IReadOnlyList<Scene> scenes = area is null ? [] : await SearchAsync(document, area, problems, cancellationToken);
        StagedModel? model = document.Predict is null ? null : await ReadModelAsync(document.Predict, problems, cancellationToken);
        MosaicPlan? mosaic = problems.Count > 0 ? null : PlanMosaic(document, area!, scenes, problems);
        if (mosaic is not null && document.Predict is not null)
        {
            CheckFeatures(document.Predict, mosaic, problems);
        }

        return mosaic is null || problems.Count > 0 ? null : await AddressAsync(jobId, document, area!, mosaic, model, cancellationToken);
    }

    private static void CheckDatasets(JobDocument document, List<JobProblem> problems)
    {
        foreach (string name in document.Datasets)
        {
            if (DatasetCatalog.Find(name) is not { IsAvailable: true })
            {
                string why = DatasetCatalog.Find(name) is null ? "is not known" : "is not available yet";
                problems.Add(new JobProblem("datasets", $"'{name}' {why}. Available: {string.Join(", ", DatasetCatalog.AvailableNames)}."));
            }
        }
    }

    private async Task<AreaOfInterest?> ReadAreaAsync(JobDocument document, List<JobProblem> problems, CancellationToken cancellationToken)
    {
        try
        {
            if (document.Aoi.ValueKind == JsonValueKind.Undefined)
            {
                return null;
            }

            if (document.Aoi.ValueKind == JsonValueKind.String
                && Uri.TryCreate(document.Aoi.GetString(), UriKind.Absolute, out Uri? address)
                && address.Scheme is "http" or "https")
            {
                byte[] content = await DocumentReader.ReadAsync(readers.Open(address), MaxAreaDocumentBytes, cancellationToken);
                return AreaReader.FromBytes(content, Path.GetFileName(address.AbsolutePath), maxAreaKm2);
            }

            return AreaReader.Parse(document.Aoi, maxAreaKm2);
        }
        catch (AreaProblemException e)
        {
            problems.AddRange(e.Problems.Select(static problem => new JobProblem("aoi", problem.ToString())));
        }
        catch (Exception e) when (e is SourceNotAllowedException or SourceReadException or InvalidDataException or NotSupportedException)
        {
            problems.Add(new JobProblem("aoi", e.Message));
        }

        return null;
    }

    private async Task<IReadOnlyList<Scene>> SearchAsync(JobDocument document, AreaOfInterest area, List<JobProblem> problems, CancellationToken cancellationToken)
    {
        if (document.Scenes is null)
        {
            return [];
        }

        // A range that is wrong has been reported: whether the area is right can still be told from all dates.
        bool hasRange = document.Start < document.End;
        DateOnly start = hasRange ? document.Start : DateOnly.MinValue;
        DateOnly end = hasRange ? document.End : DateOnly.MaxValue;
        try
        {
            ISceneSource catalogue = await SceneSources.OpenAsync(document.Scenes, readers, cancellationToken);
            IReadOnlyList<Scene> scenes = await catalogue.SearchAsync(new SceneQuery(area, Midnight(start), Midnight(end), document.MaxCloudCover), cancellationToken);
            if (scenes.Count == 0)
            {
                problems.Add(new JobProblem("aoi", $"No scene of the catalogue covers any of the area between {start:yyyy-MM-dd} and {end:yyyy-MM-dd} " +
                    $"with less than {document.MaxCloudCover} % cloud. Check the area, the dates and the catalogue, or allow more cloud."));
            }

            return scenes;
        }
        catch (Exception e) when (e is StacException or SourceNotAllowedException or SourceReadException or InvalidDataException or NotSupportedException)
        {
            problems.Add(new JobProblem("scenes", e.Message));
            return [];
        }
    }

    private static MosaicPlan? PlanMosaic(JobDocument document, AreaOfInterest area, IReadOnlyList<Scene> scenes, List<JobProblem> problems)
    {
        try
        {
            return MosaicPlanner.Plan(ToRequest(document, area), scenes);
        }
        catch (MosaicPlanException e)
        {
            problems.Add(new JobProblem("$", e.Message));
            return null;
        }
    }

    private static MosaicRequest ToRequest(JobDocument document, AreaOfInterest area) => new()
    {
        Datasets = document.Datasets,
        Area = area,
        Start = document.Start,
        End = document.End,
        TargetCrs = document.TargetCrs is null ? null : Crs.Parse(document.TargetCrs),
        Resolution = document.Resolution,
        Resampling = document.Resampling,
        MaxCloudCover = document.MaxCloudCover,
        CountValidPixels = document.CountValidPixels,
        BlockSize = document.BlockSize,
        ChunkSize = document.ChunkSize,
    };

    /// <summary>Reads the model and keeps it under its hash, so that the worker reads one fixed file whatever the address gives later.</summary>
    private async Task<StagedModel?> ReadModelAsync(PredictOptions predict, List<JobProblem> problems, CancellationToken cancellationToken)
    {
        try
        {
            if (predict.ModelPath is null)
            {
                return null;
            }

            byte[] model = await DocumentReader.ReadAsync(readers.Open(predict.ModelPath), MaxModelBytes, cancellationToken);
            string sha256 = Convert.ToHexStringLower(SHA256.HashData(model));
            string key = $"models/{sha256}/model.onnx";
            if (await store.GetLengthAsync(key, cancellationToken) is null)
            {
                await store.WriteAsync(key, model, cancellationToken);
            }

            return new StagedModel(key, sha256);
        }
        catch (SourceReadException e) when (e.IsNotFound)
        {
            problems.Add(new JobProblem("predict.model_path", $"There is no model at {e.Name}."));
        }
        catch (Exception e) when (e is SourceNotAllowedException or SourceReadException or InvalidDataException)
        {
            problems.Add(new JobProblem("predict.model_path", e.Message));
        }

        return null;
    }

    private static void CheckFeatures(PredictOptions predict, MosaicPlan mosaic, List<JobProblem> problems)
    {
        IReadOnlyList<string> found = InferenceValidator.Validate(ToInference(predict, "-", "-", "-", "-"), mosaic.Bands, mosaic.Steps.Count, predict.XyBlockMultiplier);
        problems.AddRange(found.Select(static text => new JobProblem("predict", text)));
    }

    private static InferenceJob ToInference(PredictOptions predict, string mosaicRoot, string predictionRoot, string modelKey, string sha256) => new()
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
    };

    /// <summary>Gives every output its address and writes the documents that workers read.</summary>
    private async Task<JobPlan> AddressAsync(
        string jobId, JobDocument document, AreaOfInterest area, MosaicPlan mosaic, StagedModel? model, CancellationToken cancellationToken)
    {
        string salt = document.Cache ? string.Empty : jobId;
        string mosaicHash = OutputAddress.Of(salt, Convert.ToHexStringLower(SHA256.HashData(mosaic.ToJson())), document.Multiscales ? "levels" : string.Empty);
        JobPlan plan = new()
        {
            JobId = jobId,
            AreaKey = $"jobs/{jobId}/aoi.parquet",
            MosaicRoot = $"mosaics/{mosaicHash}/mosaic.zarr",
            Mosaic = mosaic,
            Multiscales = document.Multiscales,
            CatalogTable = document.CatalogTable,
        };
        await WriteAreaAsync(plan.AreaKey, area, cancellationToken);
        return document.Predict is null || model is null ? plan : AddressPrediction(plan, document, document.Predict, model, mosaicHash);
    }

    private static JobPlan AddressPrediction(JobPlan plan, JobDocument document, PredictOptions predict, StagedModel model, string mosaicHash)
    {
        string settings = JsonSerializer.Serialize(ToInference(predict, string.Empty, string.Empty, string.Empty, model.Sha256), InferenceDocuments.JsonOptions);
        string hash = OutputAddress.Of(mosaicHash, settings, $"{predict.XyBlockMultiplier}");
        string root = $"predictions/{hash}/prediction.zarr";
        plan = plan with
        {
            InferenceKey = $"predictions/{hash}/inference.json",
            Inference = ToInference(predict, plan.MosaicRoot, root, model.Key, model.Sha256),
            XyBlockMultiplier = predict.XyBlockMultiplier,
        };
        return document.Vectorize is null ? plan : AddressVectors(plan, document, document.Vectorize, hash);
    }

    private static JobPlan AddressVectors(JobPlan plan, JobDocument document, VectorizeOptions vectorize, string predictionHash)
    {
        string hash = OutputAddress.Of(predictionHash, string.Join('\n', vectorize.Features), $"{vectorize.Threshold:R}", $"{vectorize.Stats}");
        plan = plan with
        {
            Vectorize = new VectorizeJob
            {
                PredictionRoot = plan.Inference!.PredictionRoot,
                Features = vectorize.Features,
                Threshold = vectorize.Threshold,
                Stats = vectorize.Stats,
                WorkRoot = $"vectors/{hash}/work",
                OutputRoot = $"vectors/{hash}/parts",
            },
        };
        if (document.Tiles is null)
        {
            return plan;
        }

        TileOptions options = ToTileOptions(document.Tiles, plan.Mosaic);
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

    private static DateTimeOffset Midnight(DateOnly day) => new(day, TimeOnly.MinValue, TimeSpan.Zero);

    /// <summary>A model in the outputs container.</summary>
    private sealed record StagedModel(string Key, string Sha256);
}
