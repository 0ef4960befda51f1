namespace RasterFlow.Inference;

/// <summary>Finds what is wrong with an inference job before anything is started.</summary>
public static class InferenceValidator
{
    // Above this a patch of one float32 channel takes more than 256 MiB.
    private const int LargestPatch = 8192;

    // A prediction block is 256 pixels times this on a side; at 32 it is 8192 pixels.
    private const int LargestMultiplier = 32;

    // What a worker may hold of one block: its input planes with halo and its result. Read ahead and written behind, a few blocks are in memory.
    private const long LargestBlockBytes = 4L << 30;

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
        CheckOutput(job, problems);
        int? channels = IsStacked(job) ? mosaicTimes * job.Features.Count : job.Features.Count;
        problems.AddRange(job.Transform?.Problems(job.Features.Count, channels) ?? []);
        CheckMemory(job, mosaicTimes ?? 1, xyBlockMultiplier, problems);
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
        AddIf(
            job.Device is not null && !InferenceJob.Devices.Contains(job.Device, StringComparer.Ordinal),
            $"device: '{job.Device}' is not one of {string.Join(", ", InferenceJob.Devices)}.",
            problems);
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
        if (model?.InputChannels is { } channels && (!IsStacked(job) || mosaicTimes is not null))
        {
            int steps = IsStacked(job) ? mosaicTimes!.Value : 1;
            AddIf(
                steps * job.Features.Count != channels,
                $"features: {job.Features.Count} features of {steps} time steps are {steps * job.Features.Count} channels, but the model takes {channels}.",
                problems);
        }

        AddIf(
            model?.OutputChannels is { } classes && classes != job.Labels.Count,
            $"labels: {job.Labels.Count} are named, but the model gives {model?.OutputChannels}.",
            problems);
        AddIf(
            model?.PatchSize is { } patch && patch != job.PatchSize,
            $"patchSize: is {job.PatchSize}, but the model takes patches of {model?.PatchSize} pixels only.",
            problems);
        AddIf(
            model?.Batch is { } batch && batch > job.MaxBatchSize,
            $"maxBatchSize: is {job.MaxBatchSize}, but the model takes batches of {model?.Batch} only.",
            problems);
    }

    private static void CheckOutput(InferenceJob job, List<string> problems)
    {
        AddIf(!Enum.IsDefined(job.Output), $"output: {job.Output} is not one of {string.Join(", ", Enum.GetNames<PredictionOutput>())}.", problems);
        AddIf(
            job.Actor == InferenceActor.Regression && job.Output != PredictionOutput.Probabilities,
            $"output: a regression has no classes, so it cannot give {job.Output}; leave it out, and the model's values are taken as they are.",
            problems);
    }

    private static void CheckMemory(InferenceJob job, int mosaicTimes, int xyBlockMultiplier, List<string> problems)
    {
        if (problems.Count > 0)
        {
            return;
        }

        int times = IsStacked(job) ? mosaicTimes : 1;
        long side = ((long)PredictionLayout.ChunkSize * xyBlockMultiplier) + (2L * job.PatchSize);
        long planes = ((long)job.Features.Distinct(StringComparer.Ordinal).Count() * times) + job.Labels.Count;
        AddIf(
            side * side * planes * sizeof(float) > LargestBlockBytes,
            $"xyBlockMultiplier: {xyBlockMultiplier} makes blocks of {planes} planes of {side} x {side} pixels with halo, more than {LargestBlockBytes >> 30} GiB of memory each; choose a smaller one.",
            problems);
        long patchBytes = (long)job.PatchSize * job.PatchSize * sizeof(float) * ((job.Features.Count * times) + job.Labels.Count);
        AddIf(patchBytes > LargestBlockBytes / 4, $"patchSize: a patch of {job.PatchSize} pixels takes more than {LargestBlockBytes >> 32} GiB of memory; choose a smaller one.", problems);
    }

    private static bool IsStacked(InferenceJob job) => job.Actor == InferenceActor.SemanticSegmentationChangeDetection;

    private static void AddIf(bool isProblem, string problem, List<string> problems)
    {
        if (isProblem)
        {
            problems.Add(problem);
        }
    }
}
