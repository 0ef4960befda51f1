using NetTopologySuite.Geometries;
using RasterFlow.Areas;
using RasterFlow.Imagery;
using RasterFlow.Scenes;

namespace RasterFlow.Mosaics;

/// <summary>Chooses the scenes of a time step, layer by layer, and puts them in the order of <see cref="MosaicStep.Scenes"/>.</summary>
internal sealed class SceneSelector(
    IReadOnlyList<Dataset> datasets,
    RasterGrid grid,
    GridPlanner grids,
    double footprintMargin,
    SortedDictionary<string, string> skipped)
{
    private readonly CrsTransform _toGrid = new(Crs.Wgs84, grid.Crs);

    /// <summary>The scenes of one step; those that cannot be used are added to the skipped ones.</summary>
    public IReadOnlyList<PlannedScene> Select(IReadOnlyList<Scene> scenes, TimeStep step)
    {
        List<(Scene Scene, PlannedScene Planned)> used = [];
        foreach (Scene scene in scenes.Where(scene => step.Contains(scene.Acquired)))
        {
            if (Plan(scene) is { } planned)
            {
                used.Add((scene, planned));
            }
        }

        SceneOrder order = new(datasets, used, step);
        return
        [
            .. used.OrderBy(pair => pair.Scene.Acquisition, StringComparer.Ordinal)
                .ThenBy(pair => Rank(pair.Scene))
                .ThenBy(pair => pair.Scene.Id, StringComparer.Ordinal)
                .Select(pair => pair.Planned with { Orders = order.Of(pair.Planned) }),
        ];
    }

    /// <summary>The image of a scene that holds a band (<see cref="Dataset.Sources"/>); null when the scene has none.</summary>
    public static SceneAsset? Find(Scene scene, string source) =>
        BandSource.AssetOf(source) is { } key ? scene.Files.GetValueOrDefault(key) : scene.Assets.GetValueOrDefault(source);

    private int Rank(Scene scene) => grids.IsAligned(scene, grid) ? 0 : scene.Epsg == grid.Crs.Epsg ? 1 : 2;

    private PlannedScene? Plan(Scene scene)
    {
        string? reason = null;
        List<int> layers = [];
        for (int layer = 0; layer < datasets.Count; layer++)
        {
            if (WhyNot(datasets[layer], scene) is { } why)
            {
                reason ??= why.Detail;
            }
            else
            {
                layers.Add(layer);
            }
        }

        PixelWindow window = layers.Count == 0 ? default : WindowOf(scene);
        if (window.IsEmpty)
        {
            skipped[scene.Id] = layers.Count == 0 ? reason! : "does not touch the area";
            return null;
        }

        return new PlannedScene
        {
            Id = scene.Id,
            Acquisition = scene.Acquisition,
            Acquired = scene.Acquired,
            DigitalNumberOffset = scene.DigitalNumberOffset,
            Epsg = scene.Epsg,
            Window = window,
            Layers = layers,
            Assets = layers.SelectMany(layer => datasets[layer].NeededSources).Distinct().ToDictionary(source => source, source => Find(scene, source)!.Href),
        };
    }

    /// <summary>Why a dataset does not use a scene, wherever that lies; null when it does.</summary>
    public static UnusedScene? WhyNot(Dataset dataset, Scene scene)
    {
        UnusedScene Unused(UnusedReason reason, string detail) => new(scene.Id, scene.Acquired, reason, detail);
        string[] missing = [.. dataset.NeededSources.Where(source => Find(scene, source) is null).Select(source => BandSource.AssetOf(source) ?? source).Distinct()];
        if (missing.Length > 0)
        {
            return Unused(UnusedReason.MissingImage, $"the catalogue names no image for {string.Join(", ", missing)}");
        }

        if (dataset.CoarsestMetres is { } coarsest && Find(scene, dataset.Sources[0])!.PixelSize is { } size && size > coarsest)
        {
            return Unused(UnusedReason.TooCoarse, FormattableString.Invariant($"its pixels of {size:0.##} m are too coarse for {dataset.Name} (at most {coarsest:0.##} m)"));
        }

        return dataset.Season is null || dataset.Season.WindowAt(LatitudeOf(scene)).Contains(scene.Acquired.UtcDateTime.DayOfYear)
            ? null
            : Unused(UnusedReason.OutsideSeason, $"day {scene.Acquired.UtcDateTime.DayOfYear} of the year is outside the season");
    }

    /// <summary>The latitude that chooses a scene's season: the middle of its outline.</summary>
    internal static double LatitudeOf(Scene scene)
    {
        Envelope box = scene.Footprint.EnvelopeInternal;
        return (box.MinY + box.MaxY) / 2;
    }

    private PixelWindow WindowOf(Scene scene)
    {
        Envelope box = _toGrid.Apply(scene.Footprint.EnvelopeInternal);
        if (!double.IsFinite(box.MinX + box.MaxX + box.MinY + box.MaxY))
        {
            // Far outside the projection's reach: the reader decides pixel by pixel.
            return grid.Window;
        }

        box.ExpandBy(Math.Max(box.Width, box.Height) * footprintMargin);
        int left = Clamp(Math.Floor((box.MinX - grid.OriginX) / grid.PixelSize), grid.Width);
        int right = Clamp(Math.Ceiling((box.MaxX - grid.OriginX) / grid.PixelSize), grid.Width);
        int top = Clamp(Math.Floor((grid.OriginY - box.MaxY) / grid.PixelSize), grid.Height);
        int bottom = Clamp(Math.Ceiling((grid.OriginY - box.MinY) / grid.PixelSize), grid.Height);
        return new PixelWindow(left, top, right - left, bottom - top);
    }

    private static int Clamp(double pixel, int limit) => (int)Math.Clamp(pixel, 0, limit);
}
