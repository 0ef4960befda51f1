using System.Globalization;
using RasterFlow.Areas;
using RasterFlow.Imagery;
using RasterFlow.Inference;
using RasterFlow.Mosaics;
using RasterFlow.Scenes;
using RasterFlow.Zarr;

namespace RasterFlow.Jobs;

/// <summary>Answers what a checked document would come to. Pure; reads no image and writes nothing.</summary>
public static class Preflight
{
    /// <summary>Fewer clear looks than these on average make a median that clouds show through.</summary>
    private const double FewLooks = 3;

    /// <summary>Shares of the area below this are not worth a warning.</summary>
    private const double SmallShare = 0.01;

    /// <summary>Reports on a document.</summary>
    public static PreflightReport Of(CheckedJob job)
    {
        ArgumentNullException.ThrowIfNull(job);
        MosaicPlan plan = job.Mosaic;
        IReadOnlyList<PreflightStep> steps = StepsOf(job);
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
            Skipped = [.. plan.Skipped.Select(static scene => new SkippedInput(scene.Id, scene.Reason))],
            Warnings = [.. steps.SelectMany(WarningsOf)],
        };
    }

    private static List<PreflightStep> StepsOf(CheckedJob job)
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
                finder.Find(layer.Dataset, [.. step.Scenes.Where(scene => scene.Layers.Contains(index))], scenes));
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

    private static IEnumerable<string> WarningsOf(PreflightStep step)
    {
        string when = $"between {step.Start:yyyy-MM-dd} and {step.End:yyyy-MM-dd}";
        foreach (PreflightCoverage dataset in step.Datasets)
        {
            if (dataset.Scenes == 0)
            {
                yield return $"{dataset.Dataset}: no scene covers any of the area {when}. That time step would hold no data. Check the area, the dates and the catalogue, or allow more cloud.";
                continue;
            }

            if (dataset.CoveredShare < 1)
            {
                yield return string.Create(CultureInfo.InvariantCulture, $"{dataset.Dataset}: no scene covers {(1 - dataset.CoveredShare) * 100:0.####} % of the area ({dataset.MissingKm2:0.##} km2) {when}; 'missing' says where.");
            }

            if (dataset.ExpectedClearLooks < FewLooks)
            {
                yield return string.Create(CultureInfo.InvariantCulture, $"{dataset.Dataset}: only {dataset.ExpectedClearLooks:0.#} clear looks are expected on average {when}; clouds and shadows may show.");
            }

            if (dataset.ExpectedEmptyShare - (1 - dataset.CoveredShare) > SmallShare)
            {
                yield return string.Create(CultureInfo.InvariantCulture, $"{dataset.Dataset}: about {dataset.ExpectedEmptyShare * 100:0.#} % of the area may have no clear look at all {when}.");
            }
        }
    }
}
