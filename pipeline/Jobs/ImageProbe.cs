using RasterFlow.Imagery;
using RasterFlow.Mosaics;
using RasterFlow.Scenes;
using RasterFlow.Storage;

namespace RasterFlow.Jobs;

/// <summary>
/// Reads the header of one image of each kind that a mosaic wants (each dataset's assets), before anything runs: bands that the files do not have, files that are
/// no TIFFs and catalogues that lead nowhere are then found in seconds.
/// </summary>
/// <param name="readers">Opens addresses of the catalogue.</param>
/// <param name="problems">Collects what is wrong.</param>
internal sealed class ImageProbe(IRangeReaderFactory readers, List<JobProblem> problems)
{
    /// <summary>Scenes whose image is tried when the job leaves out those that cannot be read.</summary>
    private const int Tries = 3;

    /// <summary>Looks at the images; returns the scenes that the job would leave out because one of these cannot be read.</summary>
    public async Task<IReadOnlyList<UnusedScene>> LookAsync(JobDocument document, MosaicPlan plan, CancellationToken cancellationToken)
    {
        List<Task<IReadOnlyList<Failure>>> looks = [];
        for (int layer = 0; layer < plan.Layers.Count; layer++)
        {
            if (document.FindDataset(plan.Layers[layer].Dataset) is not { } dataset)
            {
                continue;
            }

            int index = layer;
            PlannedScene[] scenes = [.. plan.Steps.SelectMany(static step => step.Scenes).Where(scene => scene.Layers.Contains(index)).Take(document.OnSceneFailure == SceneFailure.Skip ? Tries : 1)];
            looks.AddRange(dataset.NeededSources.GroupBy(AssetOf, StringComparer.Ordinal)
                .Select(asset => LookAsync(document, dataset, asset.MaxBy(BandSource.IndexOf)!, scenes, cancellationToken)));
        }

        Failure[] failures = [.. (await Task.WhenAll(looks)).SelectMany(static failed => failed)];
        if (document.OnSceneFailure == SceneFailure.Fail)
        {
            problems.AddRange(failures.GroupBy(static failure => failure.Scene.Id, StringComparer.Ordinal).Select(ProblemOf));
        }

        return [.. failures.Select(static failure => failure.Scene).DistinctBy(static scene => scene.Id)];
    }

    /// <summary>Looks at one asset, of the first scene that can be read.</summary>
    private async Task<IReadOnlyList<Failure>> LookAsync(JobDocument document, Dataset dataset, string source, PlannedScene[] scenes, CancellationToken cancellationToken)
    {
        List<Failure> failures = [];
        foreach (PlannedScene scene in scenes)
        {
            try
            {
                CogFile file = await CogFile.OpenAsync(readers.Open(scene.Assets[source]), cancellationToken);
                int bands = file.Full.BandCount;
                int number = BandSource.IndexOf(source) + 1;
                if (number > bands)
                {
                    Report(FieldOf(document, dataset, source), $"{file.Name} has {(bands == 1 ? "1 band" : $"{bands} bands")}, but band {number} of asset '{AssetOf(source)}' is asked for (scene {scene.Id}).");
                }

                break;
            }
            catch (Exception e) when (e is RasterException or SourceNotAllowedException or InvalidDataException or IOException)
            {
                failures.Add(new Failure(new UnusedScene(scene.Id, scene.Acquired, UnusedReason.Unreadable, e.Message), AssetOf(source)));
            }
        }

        return failures;
    }

    private static string AssetOf(string source) => BandSource.AssetOf(source) ?? source;

    private static JobProblem ProblemOf(IEnumerable<Failure> scene)
    {
        string[] assets = [.. scene.Select(static failure => $"'{failure.Asset}'").Distinct()];
        UnusedScene first = scene.First().Scene;
        return new JobProblem("scenes", $"The {(assets.Length == 1 ? "image" : "images")} {string.Join(", ", assets)} of scene {first.Id} cannot be read: {first.Detail} Correct the catalogue, or let the job leave such scenes out with \"on_scene_failure\": \"skip\".");
    }

    private void Report(string field, string message)
    {
        lock (problems)
        {
            problems.Add(new JobProblem(field, message));
        }
    }

    private static string FieldOf(JobDocument document, Dataset dataset, string source)
    {
        string member = source == dataset.Mask?.Source ? "mask" : "bands";
        if (dataset.Name == OwnDatasetReader.TileIndexName)
        {
            return $"gti.{member}";
        }

        int place = document.OwnDatasets.TakeWhile(own => own.Name != dataset.Name).Count();
        return place < document.OwnDatasets.Count ? $"custom_datasets[{place}].{member}" : "datasets";
    }

    /// <summary>An image that cannot be read.</summary>
    private sealed record Failure(UnusedScene Scene, string Asset);
}
