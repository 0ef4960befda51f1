using RasterFlow.Inference;
using RasterFlow.Mosaics;

namespace RasterFlow.Jobs;

/// <summary>Checks the model's part of a document against the datasets' bands and the model itself.</summary>
internal static class PredictChecks
{
    public static void Check(JobDocument document, ModelShape? shape, List<JobProblem> problems)
    {
        PredictOptions predict = document.Predict!;
        bool hasDates = !problems.Any(static p => p.Field is "start" or "end");
        int? steps = hasDates ? TimeSteps.Yearly(document.Start, document.End).Count : null;
        InferenceJob job = JobPlanner.ToInference(predict, "-", "-", "-", "-");
        foreach (string text in InferenceValidator.Validate(job, BandsOf(document), steps, predict.XyBlockMultiplier, shape))
        {
            (string field, string message) = Split(text);

            // What the document's reader has named already is not named twice.
            if (!problems.Any(p => p.Field == field))
            {
                problems.Add(new JobProblem(field, message));
            }
        }
    }

    private static List<string> BandsOf(JobDocument document) =>
    [
        .. document.Datasets.Select(document.FindDataset).OfType<Dataset>().SelectMany(dataset => dataset.Bands
            .Concat(dataset.CountsValidPixels || document.CountValidPixels ? [DatasetCatalog.ValidPixelBand] : [])
            .Distinct(StringComparer.Ordinal)
            .Select(dataset.LabelOf)),
    ];

    /// <summary>"features[0]: text" becomes the document's own path, "predict.features", and the text.</summary>
    private static (string Field, string Message) Split(string text)
    {
        int colon = text.IndexOf(':', StringComparison.Ordinal);
        string path = colon < 0 ? string.Empty : text[..colon];
        int bracket = path.IndexOf('[', StringComparison.Ordinal);
        string field = (bracket < 0 ? path : path[..bracket]) switch
        {
            "patchSize" => "patch_size",
            "clipSize" => "clip_size",
            "maxBatchSize" => "max_batch_size",
            "xyBlockMultiplier" => "xy_block_multiplier",
            "mergeMode" => "merge_mode",
            string name => name,
        };
        return ($"predict.{field}", colon < 0 ? text : text[(colon + 1)..].Trim());
    }
}
