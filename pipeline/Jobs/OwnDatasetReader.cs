using System.Text.Json;
using System.Text.RegularExpressions;
using RasterFlow.Imagery;
using RasterFlow.Mosaics;
using RasterFlow.Mosaics.TileIndexes;

namespace RasterFlow.Jobs;

/// <summary>Reads the datasets that a job document describes itself: <c>custom_datasets</c>, and the images of a tile index, <c>gti</c>. docs/JOBS.md lists the members.</summary>
internal static partial class OwnDatasetReader
{
    /// <summary>The name of the tile index's dataset.</summary>
    public const string TileIndexName = "GTI";

    private const int MostDatasets = 16;
    private const int MostBands = 256;
    private const int MostMaskValues = 64;

    private static readonly Dictionary<string, CompositeMethod> Methods = new(StringComparer.OrdinalIgnoreCase)
    {
        ["median"] = CompositeMethod.Median,
        ["best"] = CompositeMethod.Best,
        ["first"] = CompositeMethod.First,
    };

    private static readonly Dictionary<string, Resampling?> Resamplings = new(StringComparer.OrdinalIgnoreCase)
    {
        ["nearest"] = Resampling.Nearest,
        ["bilinear"] = Resampling.Bilinear,
        ["cubic"] = Resampling.Cubic,
        ["average"] = Resampling.Average,
    };

    /// <summary>Reads both members; the tile index's options come second.</summary>
    public static (List<Dataset> Datasets, TileIndexOptions? TileIndex) Read(JsonFields job, List<JobProblem> problems)
    {
        List<Dataset> datasets = [];
        if (job.Find("custom_datasets") is { } list)
        {
            if (list.ValueKind != JsonValueKind.Array || list.GetArrayLength() > MostDatasets)
            {
                job.Problem("custom_datasets", $"Expected a list of at most {MostDatasets} datasets.");
            }
            else
            {
                datasets.AddRange(list.EnumerateArray().Select((item, i) => ReadCustom(new JsonFields(item, $"custom_datasets[{i}]", problems), problems)));
            }
        }

        TileIndexOptions? index = null;
        if (job.Find("gti") is { } gti)
        {
            JsonFields fields = new(gti, "gti", problems);
            Dataset own = ReadIndexDataset(fields, problems);
            index = ReadIndex(fields) with { LeastBands = own.Sources.Select(BandSource.IndexOf).DefaultIfEmpty().Max() + 1 };
            datasets.Add(own);
            fields.RefuseUnknown();
        }

        foreach (IGrouping<string, Dataset> same in datasets.GroupBy(static d => d.Name, StringComparer.Ordinal).Where(static g => g.Count() > 1 || DatasetCatalog.Find(g.Key) is not null))
        {
            job.Problem("custom_datasets", $"The name '{same.Key}' is taken; give each dataset a name of its own.");
        }

        return (datasets, index);
    }

    private static Dataset ReadCustom(JsonFields fields, List<JobProblem> problems)
    {
        string name = Named(fields, "name", NamePattern(), "1 to 64 letters, digits and '_', starting with a letter") ?? string.Empty;
        string prefix = fields.Find("prefix") is null
            ? name.ToLowerInvariant()
            : Named(fields, "prefix", PrefixPattern(), "1 to 64 lower-case letters, digits and '_', starting with a letter") ?? string.Empty;
        (List<string> bands, List<string> sources) = ReadBands(fields, null, problems);
        bool harmonises = fields.Find("offset") is { ValueKind: JsonValueKind.String } text && text.GetString() == "sentinel-2";
        double? offset = harmonises ? 0 : fields.Number("offset", -65535, 65535);
        Dataset dataset = Common(fields) with
        {
            Name = name,
            LabelPrefix = prefix,
            Bands = bands,
            Sources = sources,
            Mask = ReadMask(fields, problems),
            Season = ReadSeason(fields),
            UsesSceneOffset = harmonises,
            Offset = offset ?? 0,
            Scale = fields.Number("scale", 1e-6, 1e6) is { } scale && scale != 1 ? scale : null,
            CountsValidPixels = fields.Flag("n_valid_pixels", false),
            Collections = fields.Texts("collections"),
        };
        if (dataset.Scale is null && dataset.Offset != Math.Truncate(dataset.Offset))
        {
            fields.Problem("offset", "Without 'scale' the offset must be a whole number.");
        }

        if (dataset.Scale is not null && harmonises)
        {
            fields.Problem("scale", "Sentinel-2's offset cannot be taken away and numbers scaled at once; give the offset as a number.");
        }

        fields.RefuseUnknown();
        return dataset;
    }

    private static TileIndexOptions ReadIndex(JsonFields fields) => new()
    {
        Index = fields.Address("index", "Give the address of a tile index, GeoJSON or GeoParquet."),
        LocationField = fields.Text("location_field") ?? "location",
        TimeColumn = fields.Text("time_column"),
        Query = ReadQuery(fields),
        SortField = fields.Text("sort_field"),
    };

    private static Dataset ReadIndexDataset(JsonFields fields, List<JobProblem> problems)
    {
        (List<string> bands, List<string> sources) = ReadBands(fields, TileIndexOptions.ImageKey, problems);
        return Common(fields, CompositeMethod.First) with
        {
            Name = TileIndexName,
            LabelPrefix = fields.Find("prefix") is null ? "gti" : Named(fields, "prefix", PrefixPattern(), "1 to 64 lower-case letters, digits and '_', starting with a letter") ?? "gti",
            Bands = bands,
            Sources = sources,
        };
    }

    private static Dataset Common(JsonFields fields, CompositeMethod method = CompositeMethod.Median) => new()
    {
        Name = string.Empty,
        LabelPrefix = string.Empty,
        Bands = [],
        Method = fields.Choice("composite", method, Methods),
        NoData = fields.Find("nodata") is null ? null : (ushort)fields.Integer("nodata", 0, 0, ushort.MaxValue),
        Resampling = fields.Choice("resampling", null, Resamplings),
    };

    private static AttributeFilter? ReadQuery(JsonFields fields)
    {
        try
        {
            return fields.Text("query") is { } query ? AttributeFilter.Parse(query) : null;
        }
        catch (FormatException e)
        {
            fields.Problem("query", $"Not a condition: {e.Message}. Example: state = 'ks' AND year IN (2021, 2023).");
            return null;
        }
    }

    /// <summary>Bands are texts, or objects {name, asset, index}: a text is an asset's key and the band's name, or (of an index's images) the name of the band at this place.</summary>
    private static (List<string> Bands, List<string> Sources) ReadBands(JsonFields fields, string? image, List<JobProblem> problems)
    {
        List<string> bands = [];
        List<string> sources = [];
        if (fields.Find("bands") is not { ValueKind: JsonValueKind.Array } list || list.GetArrayLength() is 0 or > MostBands)
        {
            fields.Problem("bands", $"Expected a list of 1 to {MostBands} bands, each a name or {{\"name\": ..., {(image is null ? "\"asset\": ..., " : string.Empty)}\"index\": ...}}.");
            return (bands, sources);
        }

        foreach ((JsonElement item, int place) in list.EnumerateArray().Select((item, i) => (item, i)))
        {
            if (item.ValueKind == JsonValueKind.String && item.GetString() is { Length: > 0 } text)
            {
                bands.Add(text);
                sources.Add(image is null ? BandSource.Of(text, 1) : BandSource.Of(image, place + 1));
                continue;
            }

            JsonFields band = new(item, $"{fields.PathOf("bands")}[{place}]", problems);
            bands.Add(band.RequiredText("name", "Name the band.") ?? $"{place}");
            string asset = image ?? band.RequiredText("asset", "Give the key of the asset that holds the band.") ?? string.Empty;
            sources.Add(BandSource.Of(asset, band.Integer("index", image is null ? 1 : place + 1, 1, 4096)));
            band.RefuseUnknown();
        }

        foreach (string bad in bands.Where(name => name.Contains(':', StringComparison.Ordinal) || name == DatasetCatalog.ValidPixelBand))
        {
            fields.Problem("bands", $"'{bad}' cannot be a band's name: ':' parts prefix and band, and {DatasetCatalog.ValidPixelBand} is the number of looks.");
        }

        if (bands.Distinct(StringComparer.Ordinal).Count() < bands.Count)
        {
            fields.Problem("bands", "A name appears twice.");
        }

        return (bands, sources);
    }

    private static MaskRule? ReadMask(JsonFields dataset, List<JobProblem> problems)
    {
        if (dataset.Find("mask") is not { } json)
        {
            return null;
        }

        JsonFields fields = new(json, dataset.PathOf("mask"), problems);
        string asset = fields.RequiredText("asset", "Give the key of the asset that says which pixels are clear.") ?? string.Empty;
        bool drops = fields.Find("drop") is not null;
        if (drops == fields.Find("keep") is not null)
        {
            fields.Problem("keep", "Give either 'keep', the values of pixels that count, or 'drop', those of pixels that do not.");
        }

        MaskRule rule = new()
        {
            Source = BandSource.Of(asset, fields.Integer("index", 1, 1, 4096)),
            Values = ReadValues(fields, drops ? "drop" : "keep"),
            Drops = drops,
            NoData = (ushort)fields.Integer("nodata", 0, 0, ushort.MaxValue),
        };
        fields.RefuseUnknown();
        return rule;
    }

    private static List<ushort> ReadValues(JsonFields fields, string name)
    {
        if (fields.Find(name) is not { } list)
        {
            return [];
        }

        if (list.ValueKind == JsonValueKind.Array && list.GetArrayLength() is > 0 and <= MostMaskValues && list.EnumerateArray().All(static v => v.ValueKind == JsonValueKind.Number && v.TryGetUInt16(out _)))
        {
            return [.. list.EnumerateArray().Select(static v => v.GetUInt16())];
        }

        fields.Problem(name, $"Expected 1 to {MostMaskValues} whole numbers from 0 to 65535.");
        return [];
    }

    private static SeasonTable? ReadSeason(JsonFields fields)
    {
        if (fields.Find("season") is not { } json)
        {
            return null;
        }

        if (json.ValueKind == JsonValueKind.String && json.GetString() is "planting" or "harvest")
        {
            return json.GetString() == "planting" ? SeasonTable.Planting : SeasonTable.Harvest;
        }

        if (json.ValueKind == JsonValueKind.Array && json.GetArrayLength() == 2 && json.EnumerateArray().All(static d => d.ValueKind == JsonValueKind.Number && d.TryGetInt32(out int day) && day is >= 1 and <= 366))
        {
            return SeasonTable.Everywhere(new SeasonalWindow(json[0].GetInt32(), json[1].GetInt32()));
        }

        fields.Problem("season", "Expected \"planting\", \"harvest\", or the first and last day of the year, for example [91, 181].");
        return null;
    }

    private static string? Named(JsonFields fields, string member, Regex pattern, string rule)
    {
        string? name = fields.RequiredText(member, $"Use {rule}.");
        if (name is null || pattern.IsMatch(name))
        {
            return name;
        }

        fields.Problem(member, $"'{name}' cannot be used. Use {rule}.");
        return null;
    }

    [GeneratedRegex("^[A-Za-z][A-Za-z0-9_]{0,63}\\z")]
    private static partial Regex NamePattern();

    [GeneratedRegex("^[a-z][a-z0-9_]{0,63}\\z")]
    private static partial Regex PrefixPattern();
}
