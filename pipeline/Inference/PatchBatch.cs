using RasterFlow.Imagery;

namespace RasterFlow.Inference;

/// <summary>One call of a model: places, inputs and outputs of up to <see cref="Capacity"/> patches.</summary>
internal sealed class PatchBatch : IDisposable
{
    private readonly PooledMemory<float> _input;
    private readonly PooledMemory<float> _output;
    private readonly int _inputLength;
    private readonly int _outputLength;

    public PatchBatch(int capacity, int channels, int labels, int patchSize)
    {
        Capacity = capacity;
        _inputLength = checked(channels * patchSize * patchSize);
        _outputLength = checked(labels * patchSize * patchSize);
        _input = new PooledMemory<float>(checked(capacity * _inputLength));
        _output = new PooledMemory<float>(checked(capacity * _outputLength));
        _input.Span.Clear();
    }

    public int Capacity { get; }

    public List<PatchIndex> Patches { get; } = [];

    public bool IsFull => Patches.Count == Capacity;

    /// <summary>Adds a patch: copies what it sees, [channel, y, x].</summary>
    public void Add(PatchIndex patch, PixelWindow window, BlockInput input, ReadOnlySpan<int> channelPlanes)
    {
        Span<float> target = _input.Span.Slice(Patches.Count * _inputLength, _inputLength);
        PixelWindow from = input.InputWindow;
        int corner = ((window.Y - from.Y) * from.Width) + window.X - from.X;
        foreach (int plane in channelPlanes)
        {
            ReadOnlySpan<float> source = input.Plane(plane)[corner..];
            for (int y = 0; y < window.Height; y++)
            {
                source.Slice(y * from.Width, window.Width).CopyTo(target);
                target = target[window.Width..];
            }
        }

        Patches.Add(patch);
    }

    /// <summary>Runs the model on <paramref name="count"/> patches; those past the last that was added are computed and ignored.</summary>
    public void Run(IModelRunner runner, int count, int patchSize) =>
        runner.Run(_input.Memory[..(count * _inputLength)], _output.Memory[..(count * _outputLength)], count, patchSize);

    /// <summary>The model's output for one patch, [label, y, x].</summary>
    public Span<float> OutputOf(int number) => _output.Span.Slice(number * _outputLength, _outputLength);

    public void Dispose()
    {
        _input.Dispose();
        _output.Dispose();
    }
}
