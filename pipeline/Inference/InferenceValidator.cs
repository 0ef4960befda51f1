namespace RasterFlow.Inference;

/// <summary>Finds what is wrong with an inference job before anything is started.</summary>
public static class InferenceValidator
{
    // Above this a patch of one float32 channel takes more than 256 MiB.
    private const int LargestPatch = 8192;

    // A prediction block is 256 pixels times this on a side; at 32 it is 8192 pixels.
    private const int LargestMultiplier = 32;

    /// <summary>All problems at once, each starting with the path of its field; empty when there are none.</summary>
    /// <param name="job">The job.</param>
    /// <param name="mosaicBands">The mosaic's bands; null when not known yet.</param>
    /// <param name="mosaicTimes">The mosaic's time steps; null when not known yet.</param>
    /// <param name="xyBlockMultiplier">Side of a prediction block in units of 256 pixels.</param>
    /// <param name="model">What is known of the model; null for nothing.</param>
    public static IReadOnlyList<string> Validate(
        InferenceJob job, IReadOnlyList<string>? mosaicBands = null, int? mosaicTimes = null, int xyBlockMultiplier = 1, ModelShape? model = null)
    {
        List<string> problems = [];
        CheckPatches(job, xyBlockMultiplier, problems);
        CheckNames(job, mosaicBands, problems);
        CheckModel(job, mosaicTimes, model, problems);
        return problems;
    }

    private static void CheckPatches(InferenceJob job, int xyBlockMultiplier, List<string> problems)
    {
        AddIf(job.PatchSize is < 1 or > LargestPatch, $"patchSize: must be between 1 and {LargestPatch}, is {job.PatchSize}.", problems);
        AddIf(job.ClipSize < 0, $"clipSize: must not be negative, is {job.ClipSize}.", problems);
        AddIf(
            job.PatchSize >= 1 && 2L * job.ClipSize >= job.PatchSize,
            $"clipSize: {job.ClipSize} on each side leaves nothing of a patch of {job.PatchSize} pixels; it must be less than {(job.PatchSize + 1) / 2}.",
            problems);
        AddIf(job.MaxBatchSize < 1, $"maxBatchSize: must be at least 1, is {job.MaxBatchSize}.", problems);
        AddIf(
            xyBlockMultiplier is < 1 or > LargestMultiplier,
            $"xyBlockMultiplier: must be between 1 and {LargestMultiplier}, is {xyBlockMultiplier}.",
            problems);
        AddIf(!Enum.IsDefined(job.Actor), $"actor: {job.Actor} is not one of {string.Join(", ", Enum.GetNames<InferenceActor>())}.", problems);
        AddIf(!Enum.IsDefined(job.MergeMode), $"mergeMode: {job.MergeMode} is not one of {string.Join(", ", Enum.GetNames<MergeMode>())}.", problems);
        AddIf(job.Device is not (null or "cuda" or "cpu"), $"device: '{job.Device}' is not one of cuda, cpu.", problems);
    }

    private static void CheckNames(InferenceJob job, IReadOnlyList<string>? mosaicBands, List<string> problems)
    {
        AddIf(job.Features.Count == 0, "features: must name at least one band of the mosaic.", problems);
        for (int i = 0; i < job.Features.Count && mosaicBands is not null; i++)
        {
            AddIf(
                !mosaicBands.Contains(job.Features[i], StringComparer.Ordinal),
                $"features[{i}]: the mosaic has no band '{job.Features[i]}'; it has {string.Join(", ", mosaicBands)}.",
                problems);
        }

        AddIf(job.Labels.Count == 0, "labels: must name the model's classes.", problems);
        HashSet<string> seen = new(StringComparer.Ordinal);
        for (int i = 0; i < job.Labels.Count; i++)
        {
            AddIf(string.IsNullOrWhiteSpace(job.Labels[i]), $"labels[{i}]: must not be empty.", problems);
            AddIf(!seen.Add(job.Labels[i]), $"labels[{i}]: '{job.Labels[i]}' is there twice.", problems);
        }

        AddIf(
            job.Labels.Count == 1 && job.Actor != InferenceActor.Regression,
            "labels: a segmentation model has at least two classes (the probability of an only class is 1 everywhere).",
            problems);
    }

    private static void CheckModel(InferenceJob job, int? mosaicTimes, ModelShape? model, List<string> problems)
    {
        AddIf(mosaicTimes < 1, "mosaic: has no time step.", problems);
        bool isStacked = job.Actor == InferenceActor.SemanticSegmentationChangeDetection;
        if (model?.InputChannels is { } channels && (!isStacked || mosaicTimes is not null))
        {
            int steps = isStacked ? mosaicTimes!.Value : 1;
            AddIf(
                steps * job.Features.Count != channels,
                $"features: {job.Features.Count} features of {steps} time steps are {steps * job.Features.Count} channels, but the model takes {channels}.",
                problems);
        }

        AddIf(
            model?.OutputChannels is { } classes && classes != job.Labels.Count,
            $"labels: {job.Labels.Count} are named, but the model gives {model?.OutputChannels}.",
            problems);
    }

    private static void AddIf(bool isProblem, string problem, List<string> problems)
    {
        if (isProblem)
        {
            problems.Add(problem);
        }
    }
}
