using System.Text.Json;
using System.Text.RegularExpressions;
using RasterFlow.Areas;
using RasterFlow.Catalog;
using RasterFlow.Imagery;
using RasterFlow.Inference;
using RasterFlow.Models;
using RasterFlow.Mosaics;
using RasterFlow.Mosaics.TileIndexes;

namespace RasterFlow.Jobs;

/// <summary>Reads a job document from JSON and finds everything in it that cannot be right, without looking at any other file.</summary>
public static partial class JobDocumentReader
{
    // Stand in for days that could not be read: every scene lies between them.
    private static readonly DateOnly FirstDay = new(1970, 1, 1);
    private static readonly DateOnly LastDay = new(2100, 1, 1);

    private static readonly Dictionary<string, InferenceActor> Actors = new(StringComparer.OrdinalIgnoreCase)
    {
        ["SEMANTIC_SEGMENTATION"] = InferenceActor.SemanticSegmentation,
        ["SEMANTIC_SEGMENTATION_CHANGE_DETECTION"] = InferenceActor.SemanticSegmentationChangeDetection,
        ["REGRESSION"] = InferenceActor.Regression,
        ["SEMANTIC_SEGMENTATION_PYTORCH"] = InferenceActor.SemanticSegmentation,
        ["SEMANTIC_SEGMENTATION_CHANGE_DETECTION_PYTORCH"] = InferenceActor.SemanticSegmentationChangeDetection,
        ["REGRESSION_PYTORCH"] = InferenceActor.Regression,
    };

    private static readonly Dictionary<string, Resampling> Resamplings = new(StringComparer.OrdinalIgnoreCase)
    {
        ["nearest"] = Resampling.Nearest,
        ["bilinear"] = Resampling.Bilinear,
        ["cubic"] = Resampling.Cubic,
        ["average"] = Resampling.Average,
    };

    private static readonly Dictionary<string, SceneFailure> SceneFailures = new(StringComparer.OrdinalIgnoreCase)
    {
        ["fail"] = SceneFailure.Fail,
        ["skip"] = SceneFailure.Skip,
    };

    private static readonly Dictionary<string, MergeMode> MergeModes = new(StringComparer.OrdinalIgnoreCase)
    {
        ["WEIGHTED_AVERAGE"] = MergeMode.WeightedAverage,
        ["CLIP"] = MergeMode.Clip,
    };

    private static readonly Dictionary<string, string> Compressions = new(StringComparer.OrdinalIgnoreCase) { ["zstd"] = "zstd", ["gzip"] = "gzip" };

    private static readonly Dictionary<string, CatalogMode> CatalogModes = new(StringComparer.OrdinalIgnoreCase)
    {
        ["create_or_replace"] = CatalogMode.CreateOrReplace,
        ["append"] = CatalogMode.Append,
    };

    private static readonly Dictionary<string, string?> Devices = new(StringComparer.OrdinalIgnoreCase)
    {
        ["auto"] = null,
        ["tensorrt"] = "tensorrt",
        ["cuda"] = "cuda",
        ["cpu"] = "cpu",
    };

    private static readonly Dictionary<string, string?> RecipeNames =
        RecipeCatalog.All.ToDictionary(static recipe => recipe.Name, static recipe => (string?)recipe.Name, StringComparer.OrdinalIgnoreCase);

    private static readonly Dictionary<string, PredictionOutput> Outputs = new(StringComparer.OrdinalIgnoreCase)
    {
        ["probabilities"] = PredictionOutput.Probabilities,
        ["logits"] = PredictionOutput.Logits,
        ["class"] = PredictionOutput.Class,
    };

    /// <summary>
    /// Reads as much of the document as can be read, so that what is right in it can be checked further even when something else is wrong.
    /// It may be run only when <paramref name="problems"/> got no new entry.
    /// </summary>
    /// <param name="json">The document.</param>
    /// <param name="problems">Collects everything that is wrong.</param>
    public static JobDocument Read(JsonElement json, List<JobProblem> problems)
    {
        JsonFields fields = new(JobDefaults.WithRecipe(json), string.Empty, problems);
        JsonElement? aoi = fields.Find("aoi");
        if (aoi is null)
        {
            fields.Problem("aoi", "Missing. Give GeoJSON, [west, south, east, north], WKT, a place as us/ks/Haskell County, or the address of a file.");
        }

        (List<Dataset> own, TileIndexOptions? index) = OwnDatasetReader.Read(fields, problems);
        IReadOnlyList<string> datasets = ReadDatasets(fields, index);
        PredictOptions? predict = ReadPredict(fields, problems);
        VectorizeOptions? vectorize = VectorizeFields.Read(fields, predict, problems);
        JobDocument document = new()
        {
            Id = ReadId(fields),
            Aoi = aoi ?? default,
            Recipe = fields.Choice("recipe", null, RecipeNames),
            Datasets = datasets,
            OwnDatasets = own,
            TileIndex = index,
            OnSceneFailure = fields.Choice("on_scene_failure", SceneFailure.Fail, SceneFailures),
            Start = fields.Date("start") ?? FirstDay,
            End = fields.Date("end") ?? LastDay,
            Scenes = NeedsNoScenes(datasets) && fields.Find("scenes") is null ? null : fields.Address("scenes", "Give the address of a STAC API, an ItemCollection or a static catalogue."),
            MaxCloudCover = fields.Number("max_cloud_cover", 0, 100) ?? 75,
            TargetCrs = ReadCrs(fields),
            Resolution = fields.Number("resolution", 1e-6, 100_000),
            Resampling = fields.Choice("resampling", Resampling.Nearest, Resamplings),
            CountValidPixels = fields.Flag("n_valid_pixels", false),
            ChunkSize = fields.Integer("chunk_size", 256, 16, 4096),
            BlockSize = fields.Integer("block_size", 1024, 16, 8192),
            ZarrFormat = fields.Integer("zarr_format", 3, 2, 3),
            Compression = fields.Choice("compression", "zstd", Compressions),
            Multiscales = fields.Flag("multiscales", true),
            Predict = predict,
            Vectorize = vectorize,
            Tiles = ReadTiles(fields, vectorize, problems),
            CatalogTable = ReadTable(fields, vectorize),
            CatalogMode = ReadTableMode(fields),
            Cache = fields.Flag("cache", true),
        };
        CheckTogether(fields, document);
        fields.RefuseUnknown();
        return document;
    }

    private static string? ReadId(JsonFields fields)
    {
        string? id = fields.Text("id");
        if (id is not null && !IdPattern().IsMatch(id))
        {
            fields.Problem("id", $"'{id}' cannot be an id. Use 1 to 64 letters, digits, '-' and '_', starting with a letter or digit.");
        }

        return id;
    }

    /// <summary>True when a job's imagery comes from a tile index alone.</summary>
    internal static bool NeedsNoScenes(IReadOnlyList<string> datasets) => datasets is [OwnDatasetReader.TileIndexName];

    private static IReadOnlyList<string> ReadDatasets(JsonFields fields, TileIndexOptions? index)
    {
        IReadOnlyList<string> datasets = fields.Texts("datasets");
        if (fields.Find("datasets") is null)
        {
            if (index is not null)
            {
                return [OwnDatasetReader.TileIndexName];
            }

            fields.Problem("datasets", "Missing. Name at least one dataset, for example [\"S2_MED_WINDOWED_PIXEL\"].");
        }

        return datasets;
    }

    private static string? ReadCrs(JsonFields fields)
    {
        string? crs = fields.Text("target_crs");
        try
        {
            return crs is null ? null : Crs.Parse(crs).ToString();
        }
        catch (Exception e) when (e is FormatException or NotSupportedException)
        {
            fields.Problem("target_crs", e.Message);
            return null;
        }
    }

    private static PredictOptions? ReadPredict(JsonFields job, List<JobProblem> problems)
    {
        if (job.Find("predict") is not { } json)
        {
            return null;
        }

        JsonFields fields = new(json, "predict", problems);
        PredictOptions options = new()
        {
            ModelPath = fields.Address("model_path", "Give the address of an ONNX model, or its name in the model registry."),
            ModelSha256 = ReadSha256(fields),
            Features = ExpandPrefixes(fields.Texts("features")),
            Labels = fields.Texts("labels"),
            PatchSize = fields.Integer("patch_size", 256, 1, 4096),
            ClipSize = fields.Integer("clip_size", 32, 0, 2047),
            Actor = fields.Choice("actor", InferenceActor.SemanticSegmentation, Actors),
            MaxBatchSize = fields.Integer("max_batch_size", 128, 1, 4096),
            MergeMode = fields.Choice("merge_mode", MergeMode.WeightedAverage, MergeModes),
            XyBlockMultiplier = fields.Integer("xy_block_multiplier", 4, 1, 32),
            Device = fields.Choice("device", null, Devices),
            Transform = TransformReader.Read(fields, problems),
            Output = fields.Choice("output", PredictionOutput.Probabilities, Outputs),
        };
        if (fields.Find("features") is null)
        {
            fields.Problem("features", "Missing. List the bands that the model takes, in its order.");
        }

        if (options.Labels.Count == 0)
        {
            fields.Problem("labels", "Missing. List the model's classes, in its order.");
        }
        else if (options.Labels.Distinct(StringComparer.Ordinal).Count() < options.Labels.Count)
        {
            fields.Problem("labels", "A label appears twice.");
        }

        if (options.ClipSize * 2 >= options.PatchSize)
        {
            fields.Problem("clip_size", $"Twice the clip size ({options.ClipSize}) must be less than the patch size ({options.PatchSize}).");
        }

        fields.RefuseUnknown();
        return options;
    }

    private static string? ReadSha256(JsonFields predict)
    {
        string? sha256 = predict.Text("model_sha256");
        if (sha256 is not null && !ModelHash.IsValid(sha256))
        {
            predict.Problem("model_sha256", $"'{sha256}' is no SHA-256. Give the 64 hexadecimal digits that sha256sum prints for the file.");
        }

        return sha256?.ToLowerInvariant();
    }

    private static TilesOptions? ReadTiles(JsonFields job, VectorizeOptions? vectorize, List<JobProblem> problems)
    {
        if (job.Find("tiles") is not { } json)
        {
            return null;
        }

        JsonFields fields = new(json, "tiles", problems);
        if (vectorize is null)
        {
            job.Problem("tiles", "There is nothing to make tiles of: the job has no 'vectorize'.");
        }

        int minZoom = fields.Integer("min_zoom", -1, 0, 18);
        int maxZoom = fields.Integer("max_zoom", -1, 0, 18);
        TilesOptions options = new()
        {
            MinZoom = minZoom < 0 ? null : minZoom,
            MaxZoom = maxZoom < 0 ? null : maxZoom,
            Layers = ReadLayers(fields, vectorize),
        };
        if (options.MaxZoom < options.MinZoom)
        {
            fields.Problem("max_zoom", $"{options.MaxZoom} is below min_zoom {options.MinZoom}.");
        }

        fields.RefuseUnknown();
        return options;
    }

    private static Dictionary<string, string> ReadLayers(JsonFields tiles, VectorizeOptions? vectorize)
    {
        Dictionary<string, string> layers = new(StringComparer.Ordinal);
        if (tiles.Find("layers") is not { } json)
        {
            return layers;
        }

        if (json.ValueKind != JsonValueKind.Object || json.EnumerateObject().Any(static m => m.Value.ValueKind != JsonValueKind.String))
        {
            tiles.Problem("layers", "Expected an object from label to layer name, for example {\"field\": \"fields\"}.");
            return layers;
        }

        foreach (JsonProperty member in json.EnumerateObject())
        {
            layers[member.Name] = member.Value.GetString()!;
            if (layers[member.Name].Length == 0)
            {
                tiles.Problem("layers", $"The layer of '{member.Name}' has no name.");
            }

            if (vectorize is not null && !vectorize.Features.Contains(member.Name, StringComparer.Ordinal))
            {
                tiles.Problem("layers", $"'{member.Name}' is not vectorized by this job, so there is nothing to put into a layer.");
            }
        }

        foreach (IGrouping<string, string> shared in layers.GroupBy(static l => l.Value, static l => l.Key, StringComparer.Ordinal).Where(static g => g.Count() > 1))
        {
            tiles.Problem("layers", $"{string.Join(" and ", shared)} would share the layer '{shared.Key}'; give each a layer of its own.");
        }

        return layers;
    }

    private static string? ReadTable(JsonFields fields, VectorizeOptions? vectorize)
    {
        string? table = fields.Text("catalog_table");
        if (table is not null && vectorize is null)
        {
            fields.Problem("catalog_table", "There is nothing to put into a table: the job has no 'vectorize'.");
        }

        if (table is not null && !TablePattern().IsMatch(table))
        {
            fields.Problem("catalog_table", $"'{table}' cannot be a table name. Use 1 to 64 lower-case letters, digits and '_', starting with a letter.");
        }

        return table;
    }

    private static CatalogMode ReadTableMode(JsonFields fields)
    {
        if (fields.Find("catalog_mode") is not null && fields.Find("catalog_table") is null)
        {
            fields.Problem("catalog_mode", "There is no table that it is for: name one in catalog_table.");
        }

        return fields.Choice("catalog_mode", CatalogMode.CreateOrReplace, CatalogModes);
    }

    private static void CheckTogether(JsonFields fields, JobDocument document)
    {
        foreach ((string name, DateOnly day) in (ReadOnlySpan<(string, DateOnly)>)[("start", document.Start), ("end", document.End)])
        {
            if (day < FirstDay || day > LastDay)
            {
                fields.Problem(name, $"{day:yyyy-MM-dd} is outside {FirstDay:yyyy-MM-dd} to {LastDay:yyyy-MM-dd}; there is no imagery of such days.");
            }
        }

        if (document.End <= document.Start)
        {
            fields.Problem("end", $"The end ({document.End:yyyy-MM-dd}) must be after the start ({document.Start:yyyy-MM-dd}); the end day itself is not part of the range.");
        }

        if (document.BlockSize % document.ChunkSize != 0)
        {
            fields.Problem("block_size", $"{document.BlockSize} is not a multiple of chunk_size {document.ChunkSize}.");
        }
    }

    /// <summary>":B03" after "s2med_windowed_pixel:B04" means the same dataset again.</summary>
    private static List<string> ExpandPrefixes(IReadOnlyList<string> features)
    {
        List<string> expanded = new(features.Count);
        string prefix = string.Empty;
        foreach (string feature in features)
        {
            int colon = feature.IndexOf(':', StringComparison.Ordinal);
            prefix = colon > 0 ? feature[..colon] : prefix;
            expanded.Add(colon == 0 ? prefix + feature : feature);
        }

        return expanded;
    }

    [GeneratedRegex("^[A-Za-z0-9][A-Za-z0-9_-]{0,63}\\z")]
    private static partial Regex IdPattern();

    [GeneratedRegex("^[a-z][a-z0-9_]{0,63}\\z")]
    private static partial Regex TablePattern();
}
