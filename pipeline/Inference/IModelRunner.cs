namespace RasterFlow.Inference;

/// <summary>A loaded model. The inference worker implements it with ONNX Runtime.</summary>
public interface IModelRunner
{
    /// <summary>What computes: <c>tensorrt</c>, <c>cuda</c> or <c>cpu</c>.</summary>
    string Device { get; }

    /// <summary>Channels the model takes; null when it takes any.</summary>
    int? InputChannels { get; }

    /// <summary>Classes (or values) the model gives; null when it does not say.</summary>
    int? OutputChannels { get; }

    /// <summary>
    /// The one batch size that the model must be called with, or null when any will do. Set where a patch's result depends, in its last bits, on
    /// how many patches share the call (as on a GPU, which chooses its kernels by shape), and where the model itself has a fixed batch.
    /// </summary>
    int? FixedBatch => null;

    /// <summary>Calls that are worth having under way at once, each with a batch of its own.</summary>
    int ConcurrentCalls => 1;

    /// <summary>Makes room for calls of the model, where the device reads and writes it best. The caller disposes it before the model.</summary>
    IModelBatch CreateBatch(BatchShape shape);
}
