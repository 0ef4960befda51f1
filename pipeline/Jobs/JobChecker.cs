using System.Text.Json;
using RasterFlow.Areas;
using RasterFlow.Models;
using RasterFlow.Mosaics;
using RasterFlow.Scenes;
using RasterFlow.Storage;

namespace RasterFlow.Jobs;

/// <summary>A document without problems, and what checking it has found out.</summary>
/// <param name="Document">The document.</param>
/// <param name="Area">Its area.</param>
/// <param name="Mosaic">The mosaic it asks for.</param>
/// <param name="Model">The model, in storage; null when the job has no prediction.</param>
/// <param name="Scenes">The scenes that the catalogue has for it.</param>
public sealed record CheckedJob(JobDocument Document, AreaOfInterest Area, MosaicPlan Mosaic, StagedModel? Model, IReadOnlyList<Scene> Scenes)
{
    /// <summary>Scenes of the catalogue that do not meet the document's area, dates or limit of cloud, as far as they were seen.</summary>
    public IReadOnlyList<UnusedScene> Unused { get; init; } = [];

    /// <summary>Images of the tile index that do not, or that cannot be read.</summary>
    public IReadOnlyList<UnusedScene> UnusedImages { get; init; } = [];

    /// <summary>Planned scenes of which an image was looked at and could not be read: the job would leave them out.</summary>
    public IReadOnlyList<UnusedScene> Unreadable { get; init; } = [];

    /// <summary>What could not be found out, and how images differ.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];
}

/// <summary>
/// Finds every problem of a job document that can be known before it runs: reads the area, searches the catalogue, fixes the grid,
/// reads some headers of each kind of image (<see cref="ImageProbe"/>), looks at the model. Writes nothing but the model, under a key made of its content.
/// </summary>
/// <param name="readers">Opens addresses from the document.</param>
/// <param name="models">Reads and keeps models.</param>
/// <param name="maxAreaKm2">The largest area of a job in square kilometres.</param>
public sealed class JobChecker(IRangeReaderFactory readers, ModelStore models, double maxAreaKm2)
{
    private const int MaxAreaDocumentBytes = 64 * 1024 * 1024;

    /// <summary>
    /// Checks whatever of the document can be checked, also when <paramref name="problems"/> holds some already;
    /// returns what it found only when there is none at the end.
    /// </summary>
    public Task<CheckedJob?> CheckAsync(JobDocument document, List<JobProblem> problems, CancellationToken cancellationToken = default) =>
        ExamineAsync(document, problems, needsScenes: true, cancellationToken);

    /// <summary>As <see cref="CheckAsync"/>, but an area without any scene is no problem: the answer says so.</summary>
    public Task<CheckedJob?> ExamineAsync(JobDocument document, List<JobProblem> problems, CancellationToken cancellationToken = default) =>
        ExamineAsync(document, problems, needsScenes: false, cancellationToken);

    private async Task<CheckedJob?> ExamineAsync(JobDocument document, List<JobProblem> problems, bool needsScenes, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(document);
        ArgumentNullException.ThrowIfNull(problems);
        bool canPlan = !problems.Any(static p => GridFields.Contains(p.Field));
        bool hasDatasets = CheckDatasets(document, problems);
        AreaOfInterest? area = await ReadAreaAsync(document, problems, cancellationToken);
        SceneSearchResult found = await new SceneSearch(readers, problems, needsScenes).RunAsync(document, area, cancellationToken);
        StagedModel? model = document.Predict is null ? null : await StageModelAsync(document.Predict, problems, cancellationToken);
        if (hasDatasets && document.Predict is not null)
        {
            PredictChecks.Check(document, model?.Shape, problems);
        }

        MosaicPlan? mosaic = canPlan && hasDatasets && area is not null && (found.Scenes.Count > 0 || !needsScenes) ? PlanMosaic(document, area, found, needsScenes, problems) : null;
        if (mosaic is null)
        {
            return null;
        }

        ImageProbe probe = new(readers, problems);
        IReadOnlyList<UnusedScene> unreadable = await probe.LookAsync(document, mosaic, cancellationToken);
        return problems.Count > 0 ? null : new CheckedJob(document, area!, mosaic, model, found.Scenes)
        {
            Unused = found.Unused,
            UnusedImages = found.UnusedImages,
            Unreadable = unreadable,
            Notes = [.. found.Note is null ? Array.Empty<string>() : [found.Note], .. probe.Notes],
        };
    }

    /// <summary>The fields without which no grid can be planned.</summary>
    private static HashSet<string> GridFields { get; } =
        new(["start", "end", "target_crs", "resolution", "resampling", "block_size", "chunk_size", "max_cloud_cover"], StringComparer.Ordinal);

    private static bool CheckDatasets(JobDocument document, List<JobProblem> problems)
    {
        int before = problems.Count;
        foreach (string name in document.Datasets)
        {
            if (document.FindDataset(name) is null)
            {
                problems.Add(new JobProblem("datasets", $"'{name}' is not known. Available: {string.Join(", ", DatasetCatalog.Names.Concat(document.OwnDatasets.Select(static d => d.Name)))}."));
            }
        }

        return document.Datasets.Count > 0 && problems.Count == before;
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

    private static MosaicPlan? PlanMosaic(JobDocument document, AreaOfInterest area, SceneSearchResult found, bool needsScenes, List<JobProblem> problems)
    {
        try
        {
            MosaicPlan plan = MosaicPlanner.Plan(ToRequest(document, area), found.Scenes);
            if (needsScenes)
            {
                CheckLayers(plan, problems);
            }

            if (GridDistance.FarFrom(plan.Grid.Crs, area) is { } far)
            {
                problems.Add(new JobProblem("target_crs", far));
            }

            // Images of an index that the job leaves out, as it says, are in its result; and items that do not say when or where they were taken.
            IEnumerable<SkippedScene> failed = found.UnusedImages.Concat(found.Unused)
                .Where(static scene => scene.Reason is UnusedReason.Unreadable or UnusedReason.MissingImage or UnusedReason.IncompleteItem)
                .Select(static scene => new SkippedScene(scene.Id, scene.Detail));
            return plan with { Skipped = [.. plan.Skipped.Concat(failed).DistinctBy(static scene => scene.Id).OrderBy(static scene => scene.Id, StringComparer.Ordinal)] };
        }
        catch (MosaicPlanException e)
        {
            problems.Add(new JobProblem(e.Field ?? (document.Resolution is null ? "aoi" : "resolution"), e.Message));
            return null;
        }
    }

    /// <summary>A dataset that no scene serves would be all no data: a mistake in most cases, so it is told before anything runs.</summary>
    private static void CheckLayers(MosaicPlan plan, List<JobProblem> problems)
    {
        for (int layer = 0; layer < plan.Layers.Count; layer++)
        {
            if (plan.Steps.Any(step => step.Scenes.Any(scene => scene.Layers.Contains(layer))))
            {
                continue;
            }

            string reasons = string.Join("; ", plan.Skipped.GroupBy(static scene => scene.Reason, StringComparer.Ordinal).OrderByDescending(static group => group.Count()).Take(3)
                .Select(static group => $"{group.Key} ({UnusedText.Count(group.Count())})"));
            problems.Add(new JobProblem("datasets", $"No scene can be used for {plan.Layers[layer].Dataset}{(reasons.Length > 0 ? $": {reasons}" : string.Empty)}. Check the dataset, the dates and the catalogue."));
        }
    }

    private static MosaicRequest ToRequest(JobDocument document, AreaOfInterest area) => new()
    {
        Datasets = document.Datasets,
        OwnDatasets = document.OwnDatasets,
        Area = area,
        Start = document.Start,
        End = document.End,
        TargetCrs = document.TargetCrs is null ? null : Crs.Parse(document.TargetCrs),
        Resolution = document.Resolution,
        Resampling = document.Resampling,
        MaxCloudCover = document.MaxCloudCover,
        CountValidPixels = document.CountValidPixels,
        OnSceneFailure = document.OnSceneFailure,
        BlockSize = document.BlockSize,
        ChunkSize = document.ChunkSize,
        ZarrFormat = document.ZarrFormat == 3 ? null : document.ZarrFormat,
        Compression = document.Compression == "zstd" ? null : document.Compression,
    };

    private async Task<StagedModel?> StageModelAsync(PredictOptions predict, List<JobProblem> problems, CancellationToken cancellationToken)
    {
        if (predict.ModelPath is null || problems.Any(static p => p.Field is "predict.model_path" or "predict.model_sha256"))
        {
            return null;
        }

        try
        {
            ModelReference model = predict.Model ?? new ModelReference(predict.ModelPath, predict.ModelSha256, "predict.model_sha256", null);
            return await models.StageAsync(model, cancellationToken);
        }
        catch (ModelProblemException e)
        {
            problems.Add(new JobProblem("predict.model_path", e.Message));
            return null;
        }
    }
}
