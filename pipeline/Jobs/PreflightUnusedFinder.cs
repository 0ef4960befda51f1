using System.Text.Json;
using RasterFlow.Mosaics;
using RasterFlow.Scenes;

namespace RasterFlow.Jobs;

/// <summary>Says which scenes each dataset leaves out in each time step, and why. Pure.</summary>
internal sealed class PreflightUnusedFinder(CheckedJob job)
{
    /// <summary>Scenes that are named with each reason; of the others the number is told.</summary>
    private const int MostNamed = 100;

    private readonly HashSet<string> _planned = [.. job.Mosaic.Steps.SelectMany(static step => step.Scenes).Select(static scene => scene.Id)];

    /// <summary>The scenes that a dataset does not use in a step.</summary>
    /// <param name="layer">The dataset's place among the layers.</param>
    /// <param name="step">The step.</param>
    public IReadOnlyList<UnusedScene> Find(int layer, MosaicStep step)
    {
        TimeStep days = new(step.Start, step.Start.AddDays(step.LengthDays));
        string name = job.Mosaic.Layers[layer].Dataset;
        IEnumerable<UnusedScene> searched = name == OwnDatasetReader.TileIndexName ? job.UnusedImages : job.Unused;
        PlannedScene[] used = [.. step.Scenes.Where(scene => scene.Layers.Contains(layer))];
        HashSet<string> ids = [.. used.Select(static scene => scene.Id)];
        return
        [
            .. searched.Where(scene => days.Contains(scene.Acquired)),
            .. job.Document.FindDataset(name) is { } dataset ? job.Scenes.Where(scene => days.Contains(scene.Acquired)).Select(scene => WhyNot(dataset, scene, ids)).OfType<UnusedScene>() : [],
            .. job.Unreadable.Where(scene => used.Any(planned => planned.Id == scene.Id)),
        ];
    }

    /// <summary>Scenes that were seen and lie in no time step.</summary>
    public IReadOnlyList<UnusedScene> Elsewhere() =>
        [.. job.Unused.Concat(job.UnusedImages).Where(scene => !job.Mosaic.Steps.Any(step => new TimeStep(step.Start, step.Start.AddDays(step.LengthDays)).Contains(scene.Acquired)))];

    /// <summary>All that are not used in any dataset, for the list of the whole.</summary>
    public IEnumerable<SkippedInput> All() => job.Mosaic.Skipped.Select(static scene => new SkippedInput(scene.Id, scene.Reason))
        .Concat(job.Unused.Concat(job.UnusedImages).Concat(job.Unreadable).Select(static scene => new SkippedInput(scene.Id, scene.Detail)))
        .DistinctBy(static scene => scene.Id);

    /// <summary>Scenes by reason.</summary>
    public IReadOnlyList<PreflightUnused> Group(IReadOnlyList<UnusedScene> scenes) =>
    [
        .. UnusedText.Group(scenes, job.Document.MaxCloudCover).Select(static same => new PreflightUnused(
            JsonNamingPolicy.SnakeCaseLower.ConvertName($"{same.Reason}"),
            same.Text,
            same.Scenes.Count,
            [.. same.Scenes.Take(MostNamed).Select(static scene => new SkippedInput(scene.Id, scene.Detail))])),
    ];

    /// <summary>Why a dataset does not use a scene that meets the search; null when it does, or when the scene is of a kind that is meant for others.</summary>
    private UnusedScene? WhyNot(Dataset dataset, Scene scene, HashSet<string> used)
    {
        if (used.Remove(scene.Id))
        {
            return null;
        }

        bool isOfAnotherKind = _planned.Contains(scene.Id) && dataset.NeededSources.All(source => SceneSelector.Find(scene, source) is null);
        if (isOfAnotherKind)
        {
            return null;
        }

        return scene.CloudCover >= job.Document.MaxCloudCover
            ? SceneFilter.Cloudy(scene, job.Document.MaxCloudCover)
            : SceneSelector.WhyNot(dataset, scene)
            ?? (_planned.Contains(scene.Id)
                ? new UnusedScene(scene.Id, scene.Acquired, UnusedReason.SameId, "another scene has the same id")
                : new UnusedScene(scene.Id, scene.Acquired, UnusedReason.OutsideArea, "does not touch the area"));
    }
}
