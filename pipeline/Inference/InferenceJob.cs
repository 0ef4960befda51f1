namespace RasterFlow.Inference;

/// <summary>How overlapping patches become one picture.</summary>
public enum MergeMode
{
    /// <summary>Mean of all patches at a pixel, weighted by the distance from each patch's edge.</summary>
    WeightedAverage,

    /// <summary>Each pixel from the one patch whose core (the patch less <c>clip_size</c> on each side) holds it.</summary>
    Clip,
}

/// <summary>What a model's output means.</summary>
public enum InferenceActor
{
    /// <summary>Class logits; softmax over the classes; time steps one by one.</summary>
    SemanticSegmentation,

    /// <summary>Class logits from all time steps stacked, time-major; one time step in the output.</summary>
    SemanticSegmentationChangeDetection,

    /// <summary>Continuous values, taken as they are.</summary>
    Regression,
}

/// <summary>
/// The document that every inference block message refers to, in blob storage. All keys are relative to the outputs container.
/// </summary>
public sealed record InferenceJob
{
    /// <summary>Root key of the mosaic store.</summary>
    public required string MosaicRoot { get; init; }

    /// <summary>Root key of the prediction store; its metadata is written before the first block is queued.</summary>
    public required string PredictionRoot { get; init; }

    /// <summary>Key of the ONNX model.</summary>
    public required string ModelKey { get; init; }

    /// <summary>SHA-256 of the model, lower-case hexadecimal.</summary>
    public required string ModelSha256 { get; init; }

    /// <summary>Bands of the mosaic that are the model's channels, in order; a band may appear more than once.</summary>
    public required IReadOnlyList<string> Features { get; init; }

    /// <summary>Names of the model's output classes, in order: the prediction's bands.</summary>
    public required IReadOnlyList<string> Labels { get; init; }

    /// <summary>What the model's output means.</summary>
    public required InferenceActor Actor { get; init; }

    /// <summary>Side of a patch in pixels.</summary>
    public required int PatchSize { get; init; }

    /// <summary>Pixels at each edge of a patch that are trusted less: patches overlap by twice this.</summary>
    public required int ClipSize { get; init; }

    /// <summary>Patches per call of the model.</summary>
    public required int MaxBatchSize { get; init; }

    /// <summary>How overlapping patches become one picture.</summary>
    public required MergeMode MergeMode { get; init; }

    /// <summary><c>cuda</c>, <c>cpu</c>, or null for the best that the worker has.</summary>
    public string? Device { get; init; }

    /// <summary>Whether the prediction gets overview levels and histograms.</summary>
    public bool Multiscales { get; init; }
}
