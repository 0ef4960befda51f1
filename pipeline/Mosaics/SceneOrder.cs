using RasterFlow.Scenes;

namespace RasterFlow.Mosaics;

/// <summary>
/// The places of a time step's scenes in the layers that pick single scenes. An acquisition's place goes by its earliest scene, so that tiles of one pass never
/// change places with another pass between them.
/// </summary>
/// <remarks>
/// Best: the distance in time from the middle of the window - of the time step, or of the part of it that the scene's season takes, where it has one; of two equally
/// far acquisitions the earlier, then the one whose name comes first. First: the greatest value of a tile index's sort field, then the latest, then by name.
/// </remarks>
internal sealed class SceneOrder
{
    private readonly Dictionary<string, int>?[] _places;

    public SceneOrder(IReadOnlyList<Dataset> datasets, IReadOnlyList<(Scene Scene, PlannedScene Planned)> scenes, TimeStep step)
    {
        _places = new Dictionary<string, int>?[datasets.Count];
        for (int layer = 0; layer < datasets.Count; layer++)
        {
            if (datasets[layer].Method == CompositeMethod.Median)
            {
                continue;
            }

            Scene[] first = [.. scenes.Where(pair => pair.Planned.Layers.Contains(layer)).Select(pair => pair.Scene)
                .GroupBy(scene => scene.Acquisition, StringComparer.Ordinal)
                .Select(pass => pass.OrderBy(scene => scene.Acquired).ThenBy(scene => scene.Id, StringComparer.Ordinal).First())];
            IEnumerable<Scene> sorted = datasets[layer].Method == CompositeMethod.Best
                ? first.OrderBy(scene => (scene.Acquired - MiddleOf(datasets[layer], scene, step)).Duration()).ThenBy(scene => scene.Acquired).ThenBy(scene => scene.Acquisition, StringComparer.Ordinal)
                : first.OrderByDescending(scene => scene.Priority).ThenByDescending(scene => scene.Acquired).ThenBy(scene => scene.Acquisition, StringComparer.Ordinal);
            _places[layer] = sorted.Select((scene, place) => (scene.Acquisition, place)).ToDictionary(pair => pair.Acquisition, pair => pair.place, StringComparer.Ordinal);
        }
    }

    /// <summary>The places of a scene, parallel to its layers; null when none of them picks scenes.</summary>
    public IReadOnlyList<int>? Of(PlannedScene scene) => scene.Layers.Any(layer => _places[layer] is not null)
        ? [.. scene.Layers.Select(layer => _places[layer]?[scene.Acquisition] ?? 0)]
        : null;

    /// <summary>The middle between the first and the last moment of the window.</summary>
    internal static DateTimeOffset MiddleOf(Dataset dataset, Scene scene, TimeStep step)
    {
        (DateOnly from, DateOnly to) = (step.Start, step.End);
        if (dataset.Season is { } table)
        {
            SeasonalWindow season = table.WindowAt(SceneSelector.LatitudeOf(scene));
            DateOnly day = DateOnly.FromDateTime(scene.Acquired.UtcDateTime);
            (from, to) = (day, day.AddDays(1));
            while (from > step.Start && season.Contains(from.AddDays(-1).DayOfYear))
            {
                from = from.AddDays(-1);
            }

            while (to < step.End && season.Contains(to.DayOfYear))
            {
                to = to.AddDays(1);
            }
        }

        DateTimeOffset start = new(from, TimeOnly.MinValue, TimeSpan.Zero);
        return start + ((new DateTimeOffset(to, TimeOnly.MinValue, TimeSpan.Zero) - start) / 2);
    }
}
