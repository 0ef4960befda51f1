namespace RasterFlow.Inference;

/// <summary>A loaded model. The inference worker implements it with ONNX Runtime.</summary>
public interface IModelRunner : IDisposable
{
    /// <summary>What computes: <c>cuda</c> or <c>cpu</c>.</summary>
    string Device { get; }

    /// <summary>Channels the model takes.</summary>
    int InputChannels { get; }

    /// <summary>Classes (or values) the model gives.</summary>
    int OutputChannels { get; }

    /// <summary>
    /// The one batch size that the model must be called with, or null when any will do. Set where a patch's result depends, in its last bits, on
    /// how many patches share the call (as on a GPU, which chooses its kernels by shape), and where the model itself has a fixed batch.
    /// </summary>
    int? FixedBatch => null;

    /// <summary>Runs a batch.</summary>
    /// <param name="input">[n, channel, y, x], float32.</param>
    /// <param name="output">[n, class, y, x], float32; filled by the call.</param>
    /// <param name="batch">n.</param>
    /// <param name="patchSize">Height and width.</param>
    void Run(ReadOnlyMemory<float> input, Memory<float> output, int batch, int patchSize);
}
