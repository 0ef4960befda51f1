using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;
using RasterFlow.Inference;

namespace RasterFlow.GpuContainer;

/// <summary>What a model takes and gives, checked against a job: one float32 input [n, channel, y, x], one float32 output [n, class, y, x].</summary>
/// <param name="Input">The input's name.</param>
/// <param name="Output">The output's name; a model with several gives its first.</param>
/// <param name="InputChannels">Channels taken; -1 when the model leaves it open.</param>
/// <param name="OutputChannels">Classes given; -1 when the model leaves it open.</param>
/// <param name="FixedBatch">The model's own batch size; null when it takes any.</param>
/// <param name="FixedPatch">The model's own patch size; null when it takes any.</param>
internal sealed record ModelSignature(string Input, string Output, int InputChannels, int OutputChannels, int? FixedBatch, int? FixedPatch)
{
    /// <summary>Reads a session's signature.</summary>
    /// <exception cref="ModelMismatchException">It is not a model of patches.</exception>
    public static ModelSignature Of(InferenceSession session, string name)
    {
        if (session.InputMetadata.Count != 1)
        {
            throw new ModelMismatchException(
                $"The model {name} has {session.InputMetadata.Count} inputs ({string.Join(", ", session.InputNames)}); expected one, float32 [n, channel, y, x].");
        }

        string input = session.InputNames[0];
        string output = session.OutputNames[0];
        int[] taken = DimensionsOf(session.InputMetadata[input], name, "input", input);
        int[] given = DimensionsOf(session.OutputMetadata[output], name, "output", output);
        if (taken[2] > 0 && taken[3] > 0 && taken[2] != taken[3])
        {
            throw new ModelMismatchException($"The model {name} takes patches of {taken[3]} x {taken[2]} pixels; expected squares.");
        }

        return new ModelSignature(input, output, taken[1], given[1], Fixed(taken[0]), Fixed(Math.Max(taken[2], taken[3])));
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
        if (!node.IsTensor || node.ElementDataType != TensorElementType.Float || node.Dimensions.Length != 4)
        {
            string found = node.IsTensor ? $"{node.ElementDataType} of {node.Dimensions.Length} dimensions" : "no tensor";
            throw new ModelMismatchException($"The model {model} has an {side} '{name}' that is {found}; expected float32 [n, channel, y, x].");
        }

        return node.Dimensions;
    }
}
