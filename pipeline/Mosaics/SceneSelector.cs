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
    public IReadOnlyList<PlannedScene> Select(IReadOnlyList<Scene> scenes, TimeStep step) =>
    [
        .. scenes.Where(scene => step.Contains(scene.Acquired))
            .Select(scene => (Scene: scene, Planned: Plan(scene)))
            .Where(pair => pair.Planned is not null)
            .OrderBy(pair => pair.Scene.Acquisition, StringComparer.Ordinal)
            .ThenBy(pair => Rank(pair.Scene))
            .ThenBy(pair => pair.Scene.Id, StringComparer.Ordinal)
            .Select(pair => pair.Planned!),
    ];

    private int Rank(Scene scene) => grids.IsAligned(scene, grid) ? 0 : scene.Epsg == grid.Crs.Epsg ? 1 : 2;

    private PlannedScene? Plan(Scene scene)
    {
        int[] layers = [.. Enumerable.Range(0, datasets.Count).Where(layer => InSeason(datasets[layer], scene))];
        if (layers.Length == 0)
        {
            skipped[scene.Id] = $"day {scene.Acquired.UtcDateTime.DayOfYear} of the year is outside the season";
            return null;
        }

        string[] bands = [MosaicPlanner.SceneClassification, .. layers.SelectMany(layer => datasets[layer].Bands).Distinct()];
        string[] missing = [.. bands.Where(band => !scene.Assets.ContainsKey(band))];
        if (missing.Length > 0)
        {
            skipped[scene.Id] = $"the catalogue names no image for {string.Join(", ", missing)}";
            return null;
        }

        PixelWindow window = WindowOf(scene);
        if (window.IsEmpty)
        {
            skipped[scene.Id] = "does not touch the area";
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
            Assets = bands.ToDictionary(band => band, band => scene.Assets[band].Href),
        };
    }

    private static bool InSeason(Dataset dataset, Scene scene)
    {
        if (dataset.Season is null)
        {
            return true;
        }

        Envelope box = scene.Footprint.EnvelopeInternal;
        return dataset.Season.WindowAt((box.MinY + box.MaxY) / 2).Contains(scene.Acquired.UtcDateTime.DayOfYear);
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
