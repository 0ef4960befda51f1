using RasterFlow.Areas;
using RasterFlow.Imagery;
using RasterFlow.Mosaics;
using RasterFlow.Mosaics.TileIndexes;
using RasterFlow.Scenes;
using RasterFlow.Storage;

namespace RasterFlow.Jobs;

/// <summary>Finds the scenes that a document asks for, in its catalogue and in its tile index.</summary>
/// <param name="readers">Opens addresses from the document.</param>
/// <param name="problems">Collects what is wrong.</param>
/// <param name="needsScenes">Whether finding none is wrong.</param>
internal sealed class SceneSearch(IRangeReaderFactory readers, List<JobProblem> problems, bool needsScenes)
{
    /// <summary>Above all shares of cloud: leaves none out, and asks a service for none.</summary>
    private const double AnyCloudCover = 101;

    /// <summary>What there is; no scenes when they cannot be searched, or (with a problem) when there are none.</summary>
    public async Task<SceneSearchResult> RunAsync(JobDocument document, AreaOfInterest? area, CancellationToken cancellationToken)
    {
        // A range that is wrong has been reported: whether the area is right can still be told from all dates.
        bool hasRange = document.Start < document.End;
        DateOnly start = hasRange ? document.Start : DateOnly.MinValue;
        DateOnly end = hasRange ? document.End : DateOnly.MaxValue;
        int before = problems.Count;
        FoundScenes catalogue = Nothing;
        FoundScenes images = Nothing;
        string? note = null;
        if (document.Scenes is not null)
        {
            (catalogue, note) = await SearchCatalogueAsync(document, area, start, end, cancellationToken);
        }

        if (document.TileIndex?.Index is not null && area is not null)
        {
            images = await SearchIndexAsync(document, new SceneQuery(area, Midnight(start), Midnight(end), AnyCloudCover), cancellationToken);
        }

        SceneSearchResult result = new([.. catalogue, .. images], catalogue.Unused, images.Unused, note);
        bool searched = area is not null && (document.Scenes is not null || document.TileIndex?.Index is not null);
        if (needsScenes && searched && result.Scenes.Count == 0 && problems.Count == before)
        {
            problems.Add(new JobProblem("aoi", NoScenes(document, start, end, [.. result.Unused, .. result.UnusedImages])));
        }

        return result;
    }

    private static FoundScenes Nothing { get; } = new([], []);

    private static string NoScenes(JobDocument document, DateOnly start, DateOnly end, IReadOnlyList<UnusedScene> unused)
    {
        string where = document.Scenes is null ? "image of the tile index" : "scene of the catalogue";
        string cloud = document.Scenes is null ? string.Empty : FormattableString.Invariant($" with less than {document.MaxCloudCover:0.##} % cloud");
        string others = unused.Count == 0 ? string.Empty : $" Left out: {UnusedText.Join(unused, document.MaxCloudCover)}.";
        string advice = document.Scenes is null ? "Check the area, the dates and the query." : "Check the area, the dates and the catalogue, or allow more cloud.";
        return $"No {where} covers any of the area between {start:yyyy-MM-dd} and {end:yyyy-MM-dd}{cloud}.{others} {advice}";
    }

    private async Task<(FoundScenes Scenes, string? Note)> SearchCatalogueAsync(JobDocument document, AreaOfInterest? area, DateOnly start, DateOnly end, CancellationToken cancellationToken)
    {
        try
        {
            Dataset[] datasets = [.. document.Datasets.Select(document.FindDataset).OfType<Dataset>()];
            string[] wanted = [.. datasets.SelectMany(static dataset => dataset.Collections).Distinct(StringComparer.Ordinal)];
            ISceneSource catalogue = await SceneSources.OpenAsync(document.Scenes!, readers, wanted.Length > 0 ? wanted : StacApi.Sentinel2, cancellationToken);
            if (area is null)
            {
                return (Nothing, null);
            }

            // Aerial images say nothing of clouds, and a service that is asked for little cloud leaves out what does not say.
            bool asksForClouds = datasets.All(static dataset => dataset.Mask is not null);
            SceneQuery all = new(area, Midnight(start), Midnight(end), AnyCloudCover);
            FoundScenes found = await catalogue.SearchAsync(asksForClouds ? all with { MaxCloudCover = document.MaxCloudCover } : all, cancellationToken);
            (List<Scene> clear, List<UnusedScene> cloudy) = ([], []);
            foreach (Scene scene in found)
            {
                if (scene.CloudCover >= document.MaxCloudCover)
                {
                    cloudy.Add(SceneFilter.Cloudy(scene, document.MaxCloudCover));
                }
                else
                {
                    clear.Add(scene);
                }
            }

            // What a service has left out by itself is asked for only to be told.
            bool explains = asksForClouds && catalogue is StacApiSource && (!needsScenes || clear.Count == 0);
            (IReadOnlyList<UnusedScene> more, string? note) = explains ? await CloudyAsync(catalogue, all, document.MaxCloudCover, found, cancellationToken) : ([], null);
            return (new FoundScenes(clear, [.. found.Unused, .. cloudy, .. more]), note);
        }
        catch (Exception e) when (e is StacException or SourceNotAllowedException or SourceReadException or InvalidDataException or NotSupportedException)
        {
            problems.Add(new JobProblem("scenes", e.Message));
            return (Nothing, null);
        }
    }

    /// <summary>The scenes that a service leaves out for their cloud: those that it finds only without the limit.</summary>
    private static async Task<(IReadOnlyList<UnusedScene> Cloudy, string? Note)> CloudyAsync(ISceneSource service, SceneQuery all, double limit, FoundScenes found, CancellationToken cancellationToken)
    {
        try
        {
            HashSet<string> known = new(found.Select(static scene => scene.Id).Concat(found.Unused.Select(static scene => scene.Id)), StringComparer.Ordinal);
            FoundScenes without = await service.SearchAsync(all, cancellationToken);
            return ([.. without.Where(scene => !known.Contains(scene.Id)).Select(scene => scene.CloudCover >= limit
                ? SceneFilter.Cloudy(scene, limit)
                : new UnusedScene(scene.Id, scene.Acquired, UnusedReason.Cloud, "the service does not say its cloud cover, and leaves it out"))], null);
        }
        catch (Exception e) when (e is StacException or SourceReadException)
        {
            return ([], $"Which scenes have too much cloud could not be found out: {e.Message}");
        }
    }

    private async Task<FoundScenes> SearchIndexAsync(JobDocument document, SceneQuery query, CancellationToken cancellationToken)
    {
        try
        {
            return await new TileIndexSource(document.TileIndex!, readers, document.OnSceneFailure).SearchAsync(query, cancellationToken);
        }
        catch (Exception e) when (e is RasterException or SourceNotAllowedException or SourceReadException or InvalidDataException or NotSupportedException)
        {
            problems.Add(new JobProblem("gti", e.Message));
            return Nothing;
        }
    }

    private static DateTimeOffset Midnight(DateOnly day) => new(day, TimeOnly.MinValue, TimeSpan.Zero);
}
