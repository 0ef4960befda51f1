using RasterFlow.Zarr;

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

/// <summary>What a prediction store holds.</summary>
public enum PredictionOutput
{
    /// <summary>A probability a label: the softmax of each patch, merged. A regression's values are taken as they are.</summary>
    Probabilities,

    /// <summary>The model's own output, merged.</summary>
    Logits,

    /// <summary>One band, the number (from 0) of the label with the largest merged probability, the first of equals.</summary>
    Class,
}

/// <summary>
/// The document that every inference block message refers to, in blob storage. All keys are relative to the outputs container.
/// </summary>
public sealed record InferenceJob
{
    /// <summary>The band of label numbers.</summary>
    public const string ClassBand = PredictionContent.Classes;

    /// <summary>Values of <see cref="Device"/>.</summary>
    public static IReadOnlyList<string> Devices { get; } = ["tensorrt", "cuda", "cpu"];

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

    /// <summary><c>tensorrt</c>, <c>cuda</c>, <c>cpu</c>, or null for CUDA where a GPU answers and the processor elsewhere.</summary>
    public string? Device { get; init; }

    /// <summary>What is done to the mosaic's numbers before the model sees them; null for nothing.</summary>
    public InputTransform? Transform { get; init; }

    /// <summary>What the prediction store holds.</summary>
    public PredictionOutput Output { get; init; }

    /// <summary>Whether the model's outputs go through a softmax before they are merged.</summary>
    internal bool GivesProbabilities => Actor != InferenceActor.Regression && Output != PredictionOutput.Logits;

    /// <summary>Bands of the prediction store: the labels, or one band of label numbers.</summary>
    public IReadOnlyList<string> OutputBands() => Output == PredictionOutput.Class ? [ClassBand] : Labels;

    /// <summary>What the prediction store says of its samples (<see cref="RasterFlow.Zarr.PredictionContent"/>).</summary>
    internal string OutputName => Actor == InferenceActor.Regression ? "values" : Output switch
    {
        PredictionOutput.Logits => "logits",
        PredictionOutput.Class => ClassBand,
        _ => "probabilities",
    };

    /// <summary>Whether the prediction gets overview levels and histograms.</summary>
    public bool Multiscales { get; init; }
}
