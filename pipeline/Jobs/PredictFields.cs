using RasterFlow.Inference;
using RasterFlow.Models;

namespace RasterFlow.Jobs;

/// <summary>Reads the <c>predict</c> part of a job document and finds everything in it that cannot be right.</summary>
internal static class PredictFields
{
    private static readonly Dictionary<string, InferenceActor> Actors = new(StringComparer.OrdinalIgnoreCase)
    {
        ["SEMANTIC_SEGMENTATION"] = InferenceActor.SemanticSegmentation,
        ["SEMANTIC_SEGMENTATION_CHANGE_DETECTION"] = InferenceActor.SemanticSegmentationChangeDetection,
        ["REGRESSION"] = InferenceActor.Regression,
        ["SEMANTIC_SEGMENTATION_PYTORCH"] = InferenceActor.SemanticSegmentation,
        ["SEMANTIC_SEGMENTATION_CHANGE_DETECTION_PYTORCH"] = InferenceActor.SemanticSegmentationChangeDetection,
        ["REGRESSION_PYTORCH"] = InferenceActor.Regression,
    };

    private static readonly Dictionary<string, MergeMode> MergeModes = new(StringComparer.OrdinalIgnoreCase)
    {
        ["WEIGHTED_AVERAGE"] = MergeMode.WeightedAverage,
        ["CLIP"] = MergeMode.Clip,
    };

    private static readonly Dictionary<string, string?> Devices = new(StringComparer.OrdinalIgnoreCase)
    {
        ["auto"] = null,
        ["tensorrt"] = "tensorrt",
        ["cuda"] = "cuda",
        ["cpu"] = "cpu",
    };

    private static readonly Dictionary<string, PredictionOutput> Outputs = new(StringComparer.OrdinalIgnoreCase)
    {
        ["probabilities"] = PredictionOutput.Probabilities,
        ["logits"] = PredictionOutput.Logits,
        ["class"] = PredictionOutput.Class,
    };

    /// <summary>Reads the options; null when the document has none.</summary>
    public static PredictOptions? Read(JsonFields job, List<JobProblem> problems)
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
}
