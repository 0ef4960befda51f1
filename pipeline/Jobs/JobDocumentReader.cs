using System.Text.Json;
using System.Text.RegularExpressions;
using RasterFlow.Areas;
using RasterFlow.Catalog;
using RasterFlow.Imagery;
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

    private static readonly Dictionary<string, string> Compressions = new(StringComparer.OrdinalIgnoreCase) { ["zstd"] = "zstd", ["gzip"] = "gzip" };

    private static readonly Dictionary<string, CatalogMode> CatalogModes = new(StringComparer.OrdinalIgnoreCase)
    {
        ["create_or_replace"] = CatalogMode.CreateOrReplace,
        ["append"] = CatalogMode.Append,
    };

    private static readonly Dictionary<string, string?> RecipeNames =
        RecipeCatalog.All.ToDictionary(static recipe => recipe.Name, static recipe => (string?)recipe.Name, StringComparer.OrdinalIgnoreCase);

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
        PredictOptions? predict = PredictFields.Read(fields, problems);
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
            Tiles = TilesFields.Read(fields, vectorize, problems),
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
        else if (fields.Find("datasets") is { ValueKind: JsonValueKind.Array } list && list.GetArrayLength() == 0)
        {
            fields.Problem("datasets", "Empty. Name at least one dataset, for example [\"S2_MED_WINDOWED_PIXEL\"].");
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

    [GeneratedRegex("^[A-Za-z0-9][A-Za-z0-9_-]{0,63}\\z")]
    private static partial Regex IdPattern();

    [GeneratedRegex("^[a-z][a-z0-9_]{0,63}\\z")]
    private static partial Regex TablePattern();
}
