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
        List<Task<IReadOnlyList<UnusedScene>>> looks = [];
        for (int layer = 0; layer < plan.Layers.Count; layer++)
        {
            if (document.FindDataset(plan.Layers[layer].Dataset) is not { } dataset)
            {
                continue;
            }

            int index = layer;
            PlannedScene[] scenes = [.. plan.Steps.SelectMany(static step => step.Scenes).Where(scene => scene.Layers.Contains(index)).Take(document.OnSceneFailure == SceneFailure.Skip ? Tries : 1)];
            looks.AddRange(dataset.NeededSources.GroupBy(static source => BandSource.AssetOf(source) ?? source, StringComparer.Ordinal)
                .Select(asset => LookAsync(document, dataset, asset.MaxBy(BandSource.IndexOf)!, scenes, cancellationToken)));
        }

        return [.. (await Task.WhenAll(looks)).SelectMany(static unreadable => unreadable).DistinctBy(static scene => scene.Id)];
    }

    /// <summary>Looks at one asset, of the first scene that can be read.</summary>
    private async Task<IReadOnlyList<UnusedScene>> LookAsync(JobDocument document, Dataset dataset, string source, PlannedScene[] scenes, CancellationToken cancellationToken)
    {
        List<UnusedScene> unreadable = [];
        foreach (PlannedScene scene in scenes)
        {
            try
            {
                CogFile file = await CogFile.OpenAsync(readers.Open(scene.Assets[source]), cancellationToken);
                int bands = file.Full.BandCount;
                int number = BandSource.IndexOf(source) + 1;
                if (number > bands)
                {
                    Report(FieldOf(document, dataset, source), $"{file.Name} has {(bands == 1 ? "1 band" : $"{bands} bands")}, but band {number} of asset '{BandSource.AssetOf(source) ?? source}' is asked for (scene {scene.Id}).");
                }

                return unreadable;
            }
            catch (Exception e) when (e is RasterException or SourceNotAllowedException or InvalidDataException or IOException)
            {
                unreadable.Add(new UnusedScene(scene.Id, scene.Acquired, UnusedReason.Unreadable, e.Message));
                if (document.OnSceneFailure == SceneFailure.Fail)
                {
                    Report("scenes", $"The image '{BandSource.AssetOf(source) ?? source}' of scene {scene.Id} cannot be read: {e.Message} Correct the catalogue, or let the job leave such scenes out with \"on_scene_failure\": \"skip\".");
                }
            }
        }

        return unreadable;
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
}
