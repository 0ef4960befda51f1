using RasterFlow.Inference;

namespace RasterFlow.Tests.Inference;

/// <summary>A batch in ordinary arrays, computed by a function of inputs, outputs and count.</summary>
internal sealed class ArrayBatch(BatchShape shape, ArrayBatch.Compute run) : IModelBatch
{
    private readonly float[] _input = new float[shape.Capacity * shape.InputLength];
    private readonly float[] _output = new float[shape.Capacity * shape.OutputLength];

    public delegate void Compute(ReadOnlySpan<float> input, Span<float> output, int count);

    public Span<float> Input => _input;

    public Span<float> Output => _output;

    public void Run(int count) => run(_input.AsSpan(0, count * shape.InputLength), _output.AsSpan(0, count * shape.OutputLength), count);

    public void Dispose()
    {
    }
}
