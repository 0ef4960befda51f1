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

    /// <summary>All scenes; none when they cannot be searched, or (with a problem) when there are none.</summary>
    public async Task<IReadOnlyList<Scene>> RunAsync(JobDocument document, AreaOfInterest? area, CancellationToken cancellationToken)
    {
        // A range that is wrong has been reported: whether the area is right can still be told from all dates.
        bool hasRange = document.Start < document.End;
        DateOnly start = hasRange ? document.Start : DateOnly.MinValue;
        DateOnly end = hasRange ? document.End : DateOnly.MaxValue;
        int before = problems.Count;
        List<Scene> scenes = [];
        if (document.Scenes is not null)
        {
            scenes.AddRange(await SearchCatalogueAsync(document, area, start, end, cancellationToken));
        }

        if (document.TileIndex?.Index is not null && area is not null)
        {
            scenes.AddRange(await SearchIndexAsync(document.TileIndex, new SceneQuery(area, Midnight(start), Midnight(end), AnyCloudCover), cancellationToken));
        }

        bool searched = area is not null && (document.Scenes is not null || document.TileIndex?.Index is not null);
        if (needsScenes && searched && scenes.Count == 0 && problems.Count == before)
        {
            problems.Add(new JobProblem("aoi", $"No scene of the catalogue covers any of the area between {start:yyyy-MM-dd} and {end:yyyy-MM-dd} " +
                $"with less than {document.MaxCloudCover} % cloud. Check the area, the dates and the catalogue, or allow more cloud."));
        }

        return scenes;
    }

    private async Task<IReadOnlyList<Scene>> SearchCatalogueAsync(JobDocument document, AreaOfInterest? area, DateOnly start, DateOnly end, CancellationToken cancellationToken)
    {
        try
        {
            Dataset[] datasets = [.. document.Datasets.Select(document.FindDataset).OfType<Dataset>()];
            string[] wanted = [.. datasets.SelectMany(static dataset => dataset.Collections).Distinct(StringComparer.Ordinal)];
            ISceneSource catalogue = await SceneSources.OpenAsync(document.Scenes!, readers, wanted.Length > 0 ? wanted : StacApi.Sentinel2, cancellationToken);
            if (area is null)
            {
                return [];
            }

            // Aerial images say nothing of clouds, and a service that is asked for little cloud leaves out what does not say.
            bool asksForClouds = datasets.All(static dataset => dataset.Mask is not null);
            SceneQuery query = new(area, Midnight(start), Midnight(end), asksForClouds ? document.MaxCloudCover : AnyCloudCover);
            IReadOnlyList<Scene> scenes = await catalogue.SearchAsync(query, cancellationToken);
            return [.. scenes.Where(scene => !(scene.CloudCover >= document.MaxCloudCover))];
        }
        catch (Exception e) when (e is StacException or SourceNotAllowedException or SourceReadException or InvalidDataException or NotSupportedException)
        {
            problems.Add(new JobProblem("scenes", e.Message));
            return [];
        }
    }

    private async Task<IReadOnlyList<Scene>> SearchIndexAsync(TileIndexOptions options, SceneQuery query, CancellationToken cancellationToken)
    {
        try
        {
            return await new TileIndexSource(options, readers).SearchAsync(query, cancellationToken);
        }
        catch (Exception e) when (e is RasterException or SourceNotAllowedException or SourceReadException or InvalidDataException or NotSupportedException)
        {
            problems.Add(new JobProblem("gti", e.Message));
            return [];
        }
    }

    private static DateTimeOffset Midnight(DateOnly day) => new(day, TimeOnly.MinValue, TimeSpan.Zero);
}
