using RasterFlow.Imagery;
using RasterFlow.Scenes;

namespace RasterFlow.Mosaics;

/// <summary>Turns a request and the scenes found for it into a <see cref="MosaicPlan"/>. Pure: no I/O, and equal input gives an equal plan.</summary>
public static class MosaicPlanner
{
    /// <summary>The band that classifies each pixel (Sentinel-2 scene classification).</summary>
    public const string SceneClassification = "SCL";

    private const int MaxBlockSize = 8192;

    /// <summary>Blocks of all time steps together: 10^12 pixels of 1024 x 1024 blocks.</summary>
    private const long MaxBlocks = 1_000_000;

    /// <summary>Six bands of the largest block.</summary>
    private const long MaxBlockBytes = 768L << 20;

    /// <summary>
    /// Share of a footprint's longer side that is added around its envelope: catalogues simplify footprints, and no pixel may be lost.
    /// </summary>
    private const double FootprintMargin = 0.02;

    /// <summary>Plans a mosaic.</summary>
    /// <param name="request">What to build.</param>
    /// <param name="scenes">Scenes found for the request's area and dates, in any order.</param>
    /// <returns>The plan; its steps may be without scenes, and then hold no data.</returns>
    /// <exception cref="MosaicPlanException">The request cannot be planned; the message says what to change.</exception>
    public static MosaicPlan Plan(MosaicRequest request, IReadOnlyList<Scene> scenes)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(scenes);
        IReadOnlyList<Dataset> datasets = DatasetsOf(request);
        IReadOnlyList<TimeStep> steps = TimeSteps.Yearly(request.Start, request.End);
        SortedDictionary<string, string> skipped = new(StringComparer.Ordinal);
        List<Scene> usable = Usable(request, scenes, skipped);
        GridPlanner grids = new(usable, datasets);
        RasterGrid grid = grids.Plan(request);
        CheckSize(request, grid, steps.Count);
        IReadOnlyList<MosaicLayer> layers = LayersOf(request, datasets);
        CheckBlock(request, layers.Sum(static layer => layer.BandCount));
        SceneSelector selector = new(datasets, grid, grids, FootprintMargin, skipped);
        return new MosaicPlan
        {
            Grid = grid,
            Bands = LabelsOf(layers, datasets),
            Layers = layers,
            Steps = [.. steps.Select(step => new MosaicStep { Start = step.Start, LengthDays = step.LengthDays, Scenes = selector.Select(usable, step) })],
            Resampling = request.Resampling,
            OnSceneFailure = request.OnSceneFailure,
            Skipped = [.. skipped.Select(entry => new SkippedScene(entry.Key, entry.Value))],
            BlockSize = request.BlockSize,
            ChunkSize = request.ChunkSize,
            ZarrFormat = request.ZarrFormat,
            Compression = request.Compression,
        };
    }

    private static List<Dataset> DatasetsOf(MosaicRequest request)
    {
        if (request.Datasets.Count == 0)
        {
            throw new MosaicPlanException($"Name at least one dataset: {string.Join(", ", request.KnownNames)}.");
        }

        return [.. request.Datasets.Select(name => request.Find(name) ?? throw new MosaicPlanException($"There is no dataset {name}. Available: {string.Join(", ", request.KnownNames)}."))];
    }

    private static List<Scene> Usable(MosaicRequest request, IReadOnlyList<Scene> scenes, SortedDictionary<string, string> skipped)
    {
        List<Scene> usable = [];
        HashSet<string> seen = new(StringComparer.Ordinal);
        foreach (Scene scene in scenes.OrderBy(scene => scene.Id, StringComparer.Ordinal).ThenBy(scene => scene.Acquired))
        {
            DateOnly day = DateOnly.FromDateTime(scene.Acquired.UtcDateTime);
            if (!seen.Add(scene.Id))
            {
                continue;
            }

            if (scene.CloudCover >= request.MaxCloudCover)
            {
                skipped[scene.Id] = SceneFilter.Cloudy(scene, request.MaxCloudCover).Detail;
            }
            else if (day < request.Start || day >= request.End)
            {
                skipped[scene.Id] = $"taken on {day:yyyy-MM-dd}, outside {request.Start:yyyy-MM-dd} to {request.End:yyyy-MM-dd}";
            }
            else
            {
                usable.Add(scene);
            }
        }

        return usable;
    }

    private static void CheckSize(MosaicRequest request, RasterGrid grid, int steps)
    {
        if (request.ChunkSize < 1 || request.BlockSize < request.ChunkSize || request.BlockSize > MaxBlockSize || request.BlockSize % request.ChunkSize != 0)
        {
            throw new MosaicPlanException($"The block size {request.BlockSize} must be a multiple of the chunk size {request.ChunkSize} and at most {MaxBlockSize}.");
        }

        long columns = ((long)grid.Width + request.BlockSize - 1) / request.BlockSize;
        long rows = ((long)grid.Height + request.BlockSize - 1) / request.BlockSize;
        if (columns * rows * steps > MaxBlocks)
        {
            throw new MosaicPlanException($"The mosaic would have {grid.Width} x {grid.Height} pixels in {steps} time steps: {columns * rows * steps} blocks of {request.BlockSize} x {request.BlockSize}; at most {MaxBlocks} are possible. Choose a smaller area, fewer years, a coarser resolution or a larger block size.");
        }
    }

    /// <summary>A block is composited in memory, all bands together.</summary>
    private static void CheckBlock(MosaicRequest request, int bands)
    {
        long bytes = (long)request.BlockSize * request.BlockSize * bands * sizeof(ushort);
        if (bytes > MaxBlockBytes)
        {
            throw new MosaicPlanException($"A block of {request.BlockSize} x {request.BlockSize} pixels with {bands} bands takes {bytes >> 20} MB; at most {MaxBlockBytes >> 20} MB are possible. Choose a smaller block size.")
            {
                Field = "block_size",
            };
        }
    }

    private static List<MosaicLayer> LayersOf(MosaicRequest request, IReadOnlyList<Dataset> datasets)
    {
        List<MosaicLayer> layers = [];
        int band = 0;
        foreach (Dataset dataset in datasets)
        {
            bool counts = dataset.CountsValidPixels || request.CountValidPixels;
            layers.Add(new MosaicLayer
            {
                Dataset = dataset.Name,
                FirstBand = band,
                Bands = dataset.Bands,
                Sources = dataset.Sources,
                CountsValidPixels = counts,
                Method = dataset.Method,
                Mask = dataset.Mask,
                UsesSceneOffset = dataset.UsesSceneOffset,
                Offset = dataset.Offset,
                Scale = dataset.Scale,
                NoData = dataset.NoData,
                Resampling = dataset.Resampling,
            });
            band += layers[^1].BandCount;
        }

        return layers;
    }

    private static List<string> LabelsOf(IReadOnlyList<MosaicLayer> layers, IReadOnlyList<Dataset> datasets)
    {
        List<string> labels = [];
        foreach ((MosaicLayer layer, Dataset dataset) in layers.Zip(datasets))
        {
            labels.AddRange(layer.Bands.Select(dataset.LabelOf));
            if (layer.CountsValidPixels)
            {
                labels.Add(dataset.LabelOf(DatasetCatalog.ValidPixelBand));
            }
        }

        string? twice = labels.GroupBy(label => label).FirstOrDefault(group => group.Count() > 1)?.Key;
        return twice is null
            ? labels
            : throw new MosaicPlanException($"The datasets {string.Join(", ", datasets.Select(dataset => dataset.Name))} both have the band {twice}; name each band once.") { Field = "datasets" };
    }
}
