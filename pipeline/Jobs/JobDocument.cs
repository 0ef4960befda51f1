using System.Text.Json;
using RasterFlow.Catalog;
using RasterFlow.Imagery;
using RasterFlow.Inference;
using RasterFlow.Models;
using RasterFlow.Mosaics;
using RasterFlow.Mosaics.TileIndexes;

namespace RasterFlow.Jobs;

/// <summary>What a user asks for: one job from area and dates to map tiles. docs/JOBS.md lists the JSON members.</summary>
public sealed record JobDocument
{
    /// <summary>The caller's own id for the job, so that a repeated request starts nothing new; null lets the service choose one.</summary>
    public string? Id { get; init; }

    /// <summary>GeoJSON, [west, south, east, north], WKT, the name of a place, or the address of a file.</summary>
    public required JsonElement Aoi { get; init; }

    /// <summary>The recipe that filled in what the document left out; null for none.</summary>
    public string? Recipe { get; init; }

    /// <summary>Datasets, stacked on the band axis.</summary>
    public required IReadOnlyList<string> Datasets { get; init; }

    /// <summary>Datasets that the document itself describes; <see cref="Datasets"/> names them like the others.</summary>
    public IReadOnlyList<Dataset> OwnDatasets { get; init; } = [];

    /// <summary>The tile index with the user's own imagery; null when there is none.</summary>
    public TileIndexOptions? TileIndex { get; init; }

    /// <summary>What happens when an image of a scene cannot be read.</summary>
    public SceneFailure OnSceneFailure { get; init; }

    /// <summary>First day.</summary>
    public required DateOnly Start { get; init; }

    /// <summary>The day after the last one.</summary>
    public required DateOnly End { get; init; }

    /// <summary>Address of the catalogue: a STAC API, an ItemCollection or a static catalogue; null in a document with problems, and when all imagery comes from a tile index.</summary>
    public required Uri? Scenes { get; init; }

    /// <summary>Scenes with this share of cloud (per cent) or more are left out.</summary>
    public double MaxCloudCover { get; init; } = 75;

    /// <summary>The mosaic's reference system; null takes the scenes' own.</summary>
    public string? TargetCrs { get; init; }

    /// <summary>Side of a pixel in units of the target system; null takes the scenes' own.</summary>
    public double? Resolution { get; init; }

    /// <summary>How bands are brought onto the mosaic's grid.</summary>
    public Resampling Resampling { get; init; }

    /// <summary>Adds the band N_VALID_PIXELS to datasets that do not have it by themselves.</summary>
    public bool CountValidPixels { get; init; }

    /// <summary>Side of a storage block (shard) in pixels.</summary>
    public int BlockSize { get; init; } = 1024;

    /// <summary>Side of a chunk within a shard in pixels.</summary>
    public int ChunkSize { get; init; } = 256;

    /// <summary>Zarr format of the stores: 3 or 2.</summary>
    public int ZarrFormat { get; init; } = 3;

    /// <summary>Compressor of the stores: <c>zstd</c> or <c>gzip</c>.</summary>
    public string Compression { get; init; } = "zstd";

    /// <summary>Overview levels for display.</summary>
    public bool Multiscales { get; init; } = true;

    /// <summary>The model to run; null ends the job with the mosaic.</summary>
    public PredictOptions? Predict { get; init; }

    /// <summary>How predictions become polygons; null ends the job with the prediction.</summary>
    public VectorizeOptions? Vectorize { get; init; }

    /// <summary>Map tiles from the polygons; null makes none.</summary>
    public TilesOptions? Tiles { get; init; }

    /// <summary>The catalogue table that gets the vectors; null writes none.</summary>
    public string? CatalogTable { get; init; }

    /// <summary>What becomes of the rows that the table has.</summary>
    public CatalogMode CatalogMode { get; init; }

    /// <summary>False recomputes everything, whatever earlier jobs left.</summary>
    public bool Cache { get; init; } = true;

    /// <summary>Finds a dataset by name, a known one or one of the document's own; null when there is none.</summary>
    public Dataset? FindDataset(string name) => DatasetCatalog.Find(name) ?? OwnDatasets.FirstOrDefault(dataset => dataset.Name == name);
}

/// <summary>How the model runs.</summary>
public sealed record PredictOptions
{
    /// <summary>Address of the ONNX model; null only in a document with problems.</summary>
    public required Uri? ModelPath { get; init; }

    /// <summary>SHA-256 that the model must have, hexadecimal; null when the document does not say.</summary>
    public string? ModelSha256 { get; init; }

    /// <summary>What <see cref="ModelPath"/> means, with hash and card; null when it has not been looked up.</summary>
    public ModelReference? Model { get; init; }

    /// <summary>Bands that are the model's channels, in order.</summary>
    public required IReadOnlyList<string> Features { get; init; }

    /// <summary>The model's classes, in order.</summary>
    public required IReadOnlyList<string> Labels { get; init; }

    /// <summary>Side of a patch in pixels.</summary>
    public int PatchSize { get; init; } = 256;

    /// <summary>Pixels at each edge of a patch that are trusted less.</summary>
    public int ClipSize { get; init; } = 32;

    /// <summary>What the model's output means.</summary>
    public InferenceActor Actor { get; init; } = InferenceActor.SemanticSegmentation;

    /// <summary>Patches per call of the model.</summary>
    public int MaxBatchSize { get; init; } = 128;

    /// <summary>How patches are merged.</summary>
    public MergeMode MergeMode { get; init; } = MergeMode.WeightedAverage;

    /// <summary>An inference block is this many 256-pixel chunks wide and high.</summary>
    public int XyBlockMultiplier { get; init; } = 4;

    /// <summary><c>tensorrt</c>, <c>cuda</c>, <c>cpu</c>, or null for CUDA where a GPU answers and the processor elsewhere.</summary>
    public string? Device { get; init; }

    /// <summary>What is done to the mosaic's numbers before the model sees them; null for nothing.</summary>
    public InputTransform? Transform { get; init; }

    /// <summary>What the prediction holds.</summary>
    public PredictionOutput Output { get; init; }
}

/// <summary>How map tiles are made.</summary>
public sealed record TilesOptions
{
    /// <summary>First zoom level; null chooses the first at which there is something to see.</summary>
    public int? MinZoom { get; init; }

    /// <summary>Last zoom level; null chooses it from the pixel size.</summary>
    public int? MaxZoom { get; init; }

    /// <summary>Layer names by label; a label that is missing keeps its own name.</summary>
    public IReadOnlyDictionary<string, string> Layers { get; init; } = new Dictionary<string, string>();
}
