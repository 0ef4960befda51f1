using RasterFlow.Areas;
using RasterFlow.Imagery;
using RasterFlow.Inference;
using RasterFlow.Mosaics;
using RasterFlow.Scenes;
using RasterFlow.Zarr;

namespace RasterFlow.Jobs;

/// <summary>Answers what a checked document would come to. Pure: reads and writes nothing.</summary>
public static class Preflight
{
    /// <summary>Scenes that are named of those left out.</summary>
    private const int MostSkipped = 1000;

    /// <summary>Reports on a document.</summary>
    public static PreflightReport Of(CheckedJob job)
    {
        ArgumentNullException.ThrowIfNull(job);
        MosaicPlan plan = job.Mosaic;
        PreflightUnusedFinder unused = new(job);
        IReadOnlyList<PreflightStep> steps = StepsOf(job, unused);
        RasterGrid grid = plan.Grid;
        return new PreflightReport
        {
            CanRun = Enumerable.Range(0, plan.Layers.Count).All(layer => steps.Any(step => step.Datasets[layer].Scenes > 0)),
            IsCovered = steps.All(static step => step.Datasets.All(static dataset => dataset.CoveredShare == 1)),
            AreaKm2 = GeodesicArea.SquareKilometres(job.Area.Geometry),
            Grid = new PreflightGrid(grid.Crs.ToString(), grid.PixelSize, grid.Width, grid.Height, [grid.Bounds.MinX, grid.Bounds.MinY, grid.Bounds.MaxX, grid.Bounds.MaxY]),
            Bands = plan.Bands,
            Size = SizeOf(job),
            Steps = steps,
            Skipped = [.. unused.All().Take(MostSkipped)],
            Unused = unused.Group(unused.Elsewhere()),
            Warnings = [.. steps.SelectMany(step => PreflightWarnings.Of(step, plan.Layers)), .. job.Notes],
        };
    }

    private static List<PreflightStep> StepsOf(CheckedJob job, PreflightUnusedFinder unused)
    {
        Dictionary<string, Scene> scenes = new(StringComparer.Ordinal);
        foreach (Scene scene in job.Scenes)
        {
            scenes.TryAdd(scene.Id, scene);
        }

        PreflightCoverageFinder finder = new(job.Area);
        List<PreflightStep> steps = [];
        foreach (MosaicStep step in job.Mosaic.Steps)
        {
            IEnumerable<PreflightCoverage> datasets = job.Mosaic.Layers.Select((layer, index) =>
                finder.Find(layer.Dataset, [.. step.Scenes.Where(scene => scene.Layers.Contains(index))], scenes) with { Unused = unused.Group(unused.Find(index, step)) });
            steps.Add(new PreflightStep(step.Start, step.Start.AddDays(step.LengthDays), [.. datasets]));
        }

        return steps;
    }

    private static PreflightSize SizeOf(CheckedJob job)
    {
        RasterStoreLayout mosaic = RasterStoreLayouts.ForMosaic(job.Mosaic);
        LevelPyramid pyramid = new(mosaic);
        bool levels = job.Document.Multiscales;
        long sampleBytes = (long)mosaic.Bands.Count * sizeof(ushort);
        long levelPixels = Enumerable.Range(1, pyramid.LevelCount).Sum(level => PixelsOf(pyramid.LayoutOf(level)));
        RasterStoreLayout? prediction = job.Document.Predict is { } predict
            ? PredictionLayout.For(mosaic, predict.Actor, predict.Labels, predict.XyBlockMultiplier)
            : null;
        return new PreflightSize(
            PixelsOf(mosaic),
            mosaic.BlockCount,
            levels ? Enumerable.Range(1, pyramid.LevelCount).Where(level => level > pyramid.OwnLevels).Sum(level => pyramid.LayoutOf(level).BlockCount) : 0,
            prediction?.BlockCount ?? 0,
            PixelsOf(mosaic) * sampleBytes,
            levels ? levelPixels * sampleBytes : 0,
            prediction is null ? 0 : PixelsOf(prediction) * prediction.Bands.Count * sizeof(float));
    }

    private static long PixelsOf(RasterStoreLayout layout) => (long)layout.Times.Count * layout.Grid.Width * layout.Grid.Height;
}
