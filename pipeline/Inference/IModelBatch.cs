namespace RasterFlow.Inference;

/// <summary>Inputs and outputs of one call of a model, in memory of its own. One call at a time; several batches of one model may be in use at once.</summary>
public interface IModelBatch : IDisposable
{
    /// <summary>[n, channel, y, x], float32; 0 at first. The call does not change it.</summary>
    Span<float> Input { get; }

    /// <summary>[n, class, y, x], float32; filled by <see cref="Run"/>, and the caller's to change until the next call.</summary>
    Span<float> Output { get; }

    /// <summary>Runs the model on the first <paramref name="count"/> patches.</summary>
    void Run(int count);
}
