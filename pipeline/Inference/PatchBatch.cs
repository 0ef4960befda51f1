using RasterFlow.Imagery;

namespace RasterFlow.Inference;

/// <summary>One call of a model: which patches, of which blocks, with their inputs and outputs.</summary>
internal sealed class PatchBatch(IModelBatch model, BatchShape shape) : IDisposable
{
    private readonly IModelBatch _model = model;

    public List<BatchedPatch> Patches { get; } = [];

    public bool IsFull => Patches.Count == shape.Capacity;

    /// <summary>Ends when the last call's outputs have been merged, so that the batch may be filled again. Never fails.</summary>
    public Task Free { get; set; } = Task.CompletedTask;

    /// <summary>Adds a patch: copies and transforms what it sees, [channel, y, x].</summary>
    public void Add(BatchedPatch patch, PixelWindow window, ReadOnlySpan<int> channelPlanes, ReadOnlySpan<ChannelTransform> transforms)
    {
        Span<float> target = _model.Input.Slice(Patches.Count * shape.InputLength, shape.InputLength);
        BlockInput input = patch.Block.Input;
        PixelWindow from = input.InputWindow;
        int corner = ((window.Y - from.Y) * from.Width) + window.X - from.X;
        for (int channel = 0; channel < channelPlanes.Length; channel++)
        {
            Span<float> plane = target.Slice(channel * window.Area, window.Area);
            ReadOnlySpan<float> source = input.Plane(channelPlanes[channel])[corner..];
            for (int y = 0; y < window.Height; y++)
            {
                source.Slice(y * from.Width, window.Width).CopyTo(plane[(y * window.Width)..]);
            }

            if (!transforms.IsEmpty)
            {
                transforms[channel].Apply(plane);
            }
        }

        Patches.Add(patch);
    }

    /// <summary>Runs the model. Where it has a fixed batch, places past the last patch are computed and ignored: as zeros, for an earlier patch there may be one that it cannot do.</summary>
    public void Run(int? fixedBatch)
    {
        int count = fixedBatch ?? Patches.Count;
        _model.Input[(Patches.Count * shape.InputLength)..(count * shape.InputLength)].Clear();
        _model.Run(count);
    }

    /// <summary>Turns the model's output into what the job merges.</summary>
    public void Activate()
    {
        for (int i = 0; i < Patches.Count; i++)
        {
            Patches[i].Block.Activate(OutputOf(i));
        }
    }

    /// <summary>One patch's output, [label, y, x].</summary>
    public Span<float> OutputOf(int number) => _model.Output.Slice(number * shape.OutputLength, shape.OutputLength);

    /// <summary>Copies one block's patches to an empty batch, each to its own place.</summary>
    public void CopyTo(PatchBatch other, PendingBlock block)
    {
        other._model.Input.Clear();
        other.Patches.Clear();
        other.Patches.AddRange(Patches);
        for (int i = 0; i < Patches.Count; i++)
        {
            if (Patches[i].Block == block)
            {
                _model.Input.Slice(i * shape.InputLength, shape.InputLength).CopyTo(other._model.Input[(i * shape.InputLength)..]);
            }
        }
    }

    public void Dispose() => _model.Dispose();
}

/// <summary>A patch in a batch, and the block that it is computed for.</summary>
internal readonly record struct BatchedPatch(PendingBlock Block, PatchIndex Patch);
