using System.Collections.Concurrent;
using RasterFlow.Imagery;
using RasterFlow.Mosaics;
using RasterFlow.Scenes;
using RasterFlow.Storage;

namespace RasterFlow.Jobs;

/// <summary>
/// Reads headers of some images of each kind that a mosaic wants (each dataset's assets), before anything runs: bands that the files do not have, files that are
/// no imagery and catalogues that lead nowhere are then found in seconds, and images that are not alike are told. What only other images have is found when the mosaic is made.
/// </summary>
/// <param name="readers">Opens addresses of the catalogue.</param>
/// <param name="problems">Collects what is wrong.</param>
internal sealed class ImageProbe(IRangeReaderFactory readers, List<JobProblem> problems)
{
    /// <summary>Scenes whose image is tried when the job leaves out those that cannot be read.</summary>
    private const int Tries = 3;

    /// <summary>Images of an asset that are looked at, spread over the scenes, when none may fail.</summary>
    private const int Sample = 8;

    private readonly ConcurrentDictionary<string, ConcurrentBag<ImageHeader>> _headers = new(StringComparer.Ordinal);

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
            PlannedScene[] scenes = [.. plan.Steps.SelectMany(static step => step.Scenes).Where(scene => scene.Layers.Contains(index))];
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

    /// <summary>What is worth knowing of images that are not alike; to be asked for after <see cref="LookAsync(JobDocument, MosaicPlan, CancellationToken)"/>.</summary>
    public IReadOnlyList<string> Notes =>
    [
        .. _headers.OrderBy(static pair => pair.Key, StringComparer.Ordinal).SelectMany(static pair => new[]
        {
            ImageHeader.Differences(pair.Key, "the size of pixels", pair.Value, static header => header.Pixels, "All are brought to the mosaic's pixels."),
            ImageHeader.Differences(pair.Key, "what means no data", pair.Value, static header => header.NoData, "Each image's own value is left out."),
        }).OfType<string>(),
    ];

    /// <summary>Looks at one asset: of some scenes, or where failing ones are left out of the first that can be read.</summary>
    private async Task<IReadOnlyList<Failure>> LookAsync(JobDocument document, Dataset dataset, string source, PlannedScene[] scenes, CancellationToken cancellationToken)
    {
        List<Failure> failures = [];
        bool skips = document.OnSceneFailure == SceneFailure.Skip;
        foreach (PlannedScene scene in skips ? scenes.Take(Tries) : Spread(scenes, source))
        {
            try
            {
                CogFile file = await CogFile.OpenAsync(readers.Open(scene.Assets[source]), cancellationToken);
                RasterGrid grid = new CogRasterSource(file).Grid;
                int bands = file.Full.BandCount;
                int number = BandSource.IndexOf(source) + 1;
                if (number > bands)
                {
                    Report(FieldOf(document, dataset, source), $"{file.Name} has {(bands == 1 ? "1 band" : $"{bands} bands")}, but band {number} of asset '{AssetOf(source)}' is asked for (scene {scene.Id}). {(skips ? "Name another band, or correct the catalogue." : "Name another band, correct the catalogue, or let the job leave such scenes out with \"on_scene_failure\": \"skip\".")}");
                    break;
                }

                _headers.GetOrAdd($"{dataset.Name}, asset '{AssetOf(source)}'", static _ => []).Add(new ImageHeader(scene.Id, FormattableString.Invariant($"{grid.PixelSize:0.####}"), file.NoData is null ? "none" : FormattableString.Invariant($"{file.NoData}")));
                if (skips)
                {
                    break;
                }
            }
            catch (Exception e) when (SceneReadException.IsCause(e))
            {
                failures.Add(new Failure(new UnusedScene(scene.Id, scene.Acquired, UnusedReason.Unreadable, e.Message), AssetOf(source)));
            }
        }

        return failures;
    }

    /// <summary>Scenes evenly spread from the first to the last, one of each image.</summary>
    private static IEnumerable<PlannedScene> Spread(PlannedScene[] scenes, string source)
    {
        PlannedScene[] images = [.. scenes.DistinctBy(scene => scene.Assets[source])];
        int count = Math.Min(Sample, images.Length);
        return Enumerable.Range(0, count).Select(i => images[count == 1 ? 0 : (int)((long)i * (images.Length - 1) / (count - 1))]);
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

    /// <summary>What one header says.</summary>
    /// <param name="SceneId">Whose image.</param>
    /// <param name="Pixels">Side of a pixel.</param>
    /// <param name="NoData">The value that means no data.</param>
    private sealed record ImageHeader(string SceneId, string Pixels, string NoData)
    {
        /// <summary>Names the values of images that differ; null when all have the same.</summary>
        public static string? Differences(string images, string what, IEnumerable<ImageHeader> headers, Func<ImageHeader, string> value, string consequence)
        {
            string[] found = [.. headers.OrderBy(static header => header.SceneId, StringComparer.Ordinal).GroupBy(value, StringComparer.Ordinal).Select(group => $"{group.Key} (scene {group.First().SceneId})")];
            return found.Length < 2 ? null : $"{images}: images differ in {what}: {string.Join(", ", found)}. {consequence}";
        }
    }

    /// <summary>An image that cannot be read.</summary>
    private sealed record Failure(UnusedScene Scene, string Asset);
}
