using RasterFlow.Inference;
using RasterFlow.Vectors;

namespace RasterFlow.Jobs;

/// <summary>Reads the <c>vectorize</c> part of a job document and finds everything in it that cannot be right.</summary>
internal static class VectorizeFields
{
    // Beyond any field or raster: a larger number is a mistake of units.
    private const double MostM2 = 1e12;
    private const int MostVertices = 1_000_000;

    private static readonly Dictionary<string, LabelRule> Rules = new(StringComparer.OrdinalIgnoreCase)
    {
        ["threshold"] = LabelRule.Threshold,
        ["argmax"] = LabelRule.ArgMax,
    };

    /// <summary>Whether rows are in the reference system of the prediction.</summary>
    private static readonly Dictionary<string, bool> Systems = new(StringComparer.OrdinalIgnoreCase)
    {
        ["EPSG:4326"] = false,
        ["store"] = true,
    };

    /// <summary>Reads the options; null when the document has none.</summary>
    public static VectorizeOptions? Read(JsonFields job, PredictOptions? predict, List<JobProblem> problems)
    {
        if (job.Find("vectorize") is not { } json)
        {
            return null;
        }

        JsonFields fields = new(json, "vectorize", problems);
        if (predict is null)
        {
            job.Problem("vectorize", "There is nothing to vectorize: the job has no 'predict'.");
        }
        else if (predict.Output != PredictionOutput.Probabilities)
        {
            job.Problem("vectorize", "Polygons are traced from probabilities: leave out 'predict.output', or 'vectorize'.");
        }

        CheckMethod(fields);
        (bool stats, bool centreLines) = ReadConfig(fields, problems);
        VectorizeOptions options = new()
        {
            Features = ReadFeatures(fields, predict),
            Rule = fields.Choice("rule", LabelRule.Threshold, Rules),
            Threshold = ReadThreshold(fields, predict),
            Connectivity = fields.Integer("connectivity", 4, 4, 8),
            Stats = stats,
            CentreLines = centreLines,
            StoreCrs = fields.Choice("crs", false, Systems),
        };
        options = ReadProcessing(fields, options, problems);
        CheckTogether(fields, options, predict);
        fields.RefuseUnknown();
        return options;
    }

    private static IReadOnlyList<string> ReadFeatures(JsonFields fields, PredictOptions? predict)
    {
        IReadOnlyList<string> features = fields.Texts("features");
        if (predict is not null && features.Count == 0)
        {
            fields.Problem("features", $"Missing. Name the labels to vectorize, out of {string.Join(", ", predict.Labels)}.");
        }

        foreach (string label in features.Where(f => predict is not null && !predict.Labels.Contains(f, StringComparer.Ordinal)))
        {
            fields.Problem("features", $"'{label}' is not a label of the model. Its labels: {string.Join(", ", predict!.Labels)}.");
        }

        if (features.Distinct(StringComparer.Ordinal).Count() < features.Count)
        {
            fields.Problem("features", "A label appears twice.");
        }

        return features;
    }

    private static void CheckMethod(JsonFields fields)
    {
        string method = fields.Text("vectorize_method") ?? "SEMANTIC_SEGMENTATION_RASTERIO";
        if (!method.Equals("SEMANTIC_SEGMENTATION_RASTERIO", StringComparison.OrdinalIgnoreCase))
        {
            fields.Problem("vectorize_method", $"'{method}' is not known. The one method is SEMANTIC_SEGMENTATION_RASTERIO.");
        }
    }

    /// <summary>Probabilities lie in 0..1; what a regression predicts (metres of height) may be any number.</summary>
    private static double ReadThreshold(JsonFields fields, PredictOptions? predict) =>
        (predict?.Actor == InferenceActor.Regression ? fields.Number("threshold", -1e6, 1e6) : fields.Number("threshold", 0, 1)) ?? 0.5;

    private static (bool Stats, bool CentreLines) ReadConfig(JsonFields vectorize, List<JobProblem> problems)
    {
        if (vectorize.Find("vectorize_config") is not { } json)
        {
            return (true, false);
        }

        JsonFields fields = new(json, vectorize.PathOf("vectorize_config"), problems);
        (bool, bool) config = (fields.Flag("stats", true), fields.Flag("medial_skeletonize", false));
        fields.RefuseUnknown();
        return config;
    }

    private static VectorizeOptions ReadProcessing(JsonFields vectorize, VectorizeOptions options, List<JobProblem> problems)
    {
        if (vectorize.Find("post_processing") is not { } json)
        {
            return options;
        }

        JsonFields fields = new(json, vectorize.PathOf("post_processing"), problems);
        int decimals = fields.Integer("precision", -1, 0, 15);
        int vertices = fields.Integer("max_vertices", -1, 8, MostVertices);
        PolygonProcessing processing = new()
        {
            Smooth = fields.Flag("smooth", false),
            SimplifyPixels = fields.Number("simplify", 0, ArcSimplifier.MostPixels) ?? 0,
            MinScore = fields.Number("min_score", -1e6, 1e6),
            FillHolesM2 = fields.Number("fill_holes_m2", 0, MostM2) ?? 0,
            MinAreaM2 = fields.Number("min_area_m2", 0, MostM2) ?? 0,
            MakeValid = fields.Flag("make_valid", false),
            PrecisionDecimals = decimals < 0 ? null : decimals,
            MaxVertices = vertices < 0 ? null : vertices,
        };
        options = options with { Processing = processing, ClipToArea = fields.Flag("clip_to_aoi", false) };
        if (processing.MinScore is not null && !options.Stats)
        {
            fields.Problem("min_score", "Polygons cannot be dropped by their score when vectorize_config.stats is false.");
        }

        if (options.CentreLines && processing.Smooth)
        {
            fields.Problem("smooth", "Centre lines are not smoothed; use 'simplify'.");
        }

        fields.RefuseUnknown();
        return options;
    }

    private static void CheckTogether(JsonFields fields, VectorizeOptions options, PredictOptions? predict)
    {
        if (options.Connectivity is not (4 or 8))
        {
            fields.Problem("connectivity", $"{options.Connectivity} is neither 4 (pixels share edges) nor 8 (corners are enough).");
        }

        if (options.Rule == LabelRule.ArgMax && fields.Find("threshold") is not null)
        {
            fields.Problem("threshold", "It has no meaning with the rule argmax; leave one of them out.");
        }

        if (options.Rule == LabelRule.ArgMax && predict?.Labels.Count == 1)
        {
            fields.Problem("rule", "The model has one label, so every pixel would be its; use the rule threshold.");
        }

        if (options.StoreCrs && options.Processing.PrecisionDecimals is not null)
        {
            fields.Problem("crs", "'store' moves coordinates that post_processing.precision has rounded in degrees, off the pixels' corners; leave one of them out.");
        }

        bool simplifies = options.Processing.Smooth || options.Processing.SimplifyPixels > 0;
        if (simplifies && options.Features.Count > NodeFinder.MostLabels)
        {
            fields.Problem("features", $"At most {NodeFinder.MostLabels} labels can be smoothed or simplified together, not {options.Features.Count}.");
        }
    }
}
