using RasterFlow.Inference;

namespace RasterFlow.Bench.Inference;

/// <summary>A model that computes nothing and keeps what it is given: the very batches that the worker runs, for the bare session to run from memory.</summary>
internal sealed class PatchCapture(int batch) : IModelRunner
{
    /// <summary>[n, channel, y, x] of each call.</summary>
    public List<float[]> Batches { get; } = [];

    public string Device => "none";

    public int? InputChannels => null;

    public int? OutputChannels => null;

    public int? FixedBatch => batch;

    public IModelBatch CreateBatch(BatchShape shape) => new Batch(this, shape);

    private sealed class Batch(PatchCapture owner, BatchShape shape) : IModelBatch
    {
        private readonly float[] _input = new float[shape.Capacity * shape.InputLength];
        private readonly float[] _output = new float[shape.Capacity * shape.OutputLength];

        public Span<float> Input => _input;

        public Span<float> Output => _output;

        public void Run(int count)
        {
            lock (owner.Batches)
            {
                owner.Batches.Add((float[])_input.Clone());
            }
        }

        public void Dispose()
        {
        }
    }
}
