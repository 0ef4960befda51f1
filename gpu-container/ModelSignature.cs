using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;
using RasterFlow.Inference;

namespace RasterFlow.GpuContainer;

/// <summary>
/// What a model takes and gives, checked against a job: one input [n, channel, y, x] and a first output [n, class, y, x], each float32 or float16.
/// </summary>
/// <param name="Input">The input's name.</param>
/// <param name="Output">The output's name; a model with several gives its first.</param>
internal sealed record ModelSignature(string Input, string Output)
{
    private const int Rank = 4;

    /// <summary>Channels taken; null when the model leaves them open.</summary>
    public int? InputChannels { get; init; }

    /// <summary>Classes given; null when the model leaves them open.</summary>
    public int? OutputChannels { get; init; }

    /// <summary>The model's own batch size; null when it takes any.</summary>
    public int? FixedBatch { get; init; }

    /// <summary>The model's own patch size; null when it takes any.</summary>
    public int? FixedPatch { get; init; }

    /// <summary>Element type of the input: <see cref="TensorElementType.Float"/> or <see cref="TensorElementType.Float16"/>.</summary>
    public TensorElementType InputType { get; init; } = TensorElementType.Float;

    /// <summary>Element type of the output, likewise.</summary>
    public TensorElementType OutputType { get; init; } = TensorElementType.Float;

    /// <summary>Reads a session's signature.</summary>
    /// <exception cref="ModelMismatchException">It is not a model of patches.</exception>
    public static ModelSignature Of(InferenceSession session, string name)
    {
        if (session.InputMetadata.Count != 1)
        {
            throw new ModelMismatchException(
                $"The model {name} has {session.InputMetadata.Count} inputs ({string.Join(", ", session.InputNames)}); expected one, float32 or float16 [n, channel, y, x].");
        }

        ModelSignature signature = new(session.InputNames[0], session.OutputNames[0]);
        NodeMetadata input = session.InputMetadata[signature.Input];
        NodeMetadata output = session.OutputMetadata[signature.Output];
        int[] taken = DimensionsOf(input, name, "input", signature.Input);
        int[] given = DimensionsOf(output, name, "output", signature.Output);
        if (taken[2] > 0 && taken[3] > 0 && taken[2] != taken[3])
        {
            throw new ModelMismatchException($"The model {name} takes patches of {taken[3]} x {taken[2]} pixels; expected squares.");
        }

        return signature with
        {
            InputChannels = Fixed(taken[1]),
            OutputChannels = Fixed(given[1]),
            FixedBatch = Fixed(taken[0]),
            FixedPatch = Fixed(Math.Max(taken[2], taken[3])),
            InputType = input.ElementDataType,
            OutputType = output.ElementDataType,
        };
    }

    /// <summary>Checks that a job fits.</summary>
    /// <exception cref="ModelMismatchException">It does not; the message says how.</exception>
    public void ThrowIfMismatch(InferenceJob job)
    {
        if (FixedPatch is { } patch && patch != job.PatchSize)
        {
            throw new ModelMismatchException($"The model {job.ModelKey} takes patches of {patch} pixels, but the job's patch size is {job.PatchSize}.");
        }

        if (FixedBatch is { } batch && batch > job.MaxBatchSize)
        {
            throw new ModelMismatchException($"The model {job.ModelKey} has a fixed batch of {batch}, but the job allows {job.MaxBatchSize}.");
        }
    }

    private static int? Fixed(int dimension) => dimension > 0 ? dimension : null;

    private static int[] DimensionsOf(NodeMetadata node, string model, string side, string name)
    {
        if (!node.IsTensor || node.ElementDataType is not (TensorElementType.Float or TensorElementType.Float16) || node.Dimensions.Length != Rank)
        {
            string found = node.IsTensor ? $"{node.ElementDataType} of {node.Dimensions.Length} dimensions" : "no tensor";
            throw new ModelMismatchException($"The model {model} has an {side} '{name}' that is {found}; expected float32 or float16 [n, channel, y, x].");
        }

        return node.Dimensions;
    }
}
