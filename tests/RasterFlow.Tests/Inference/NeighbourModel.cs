using RasterFlow.Inference;

namespace RasterFlow.Tests.Inference;

/// <summary>
/// A model whose every output depends on a pixel's neighbours, on its place in the patch and on the patch's edge (zeros outside), in plain scalar code.
/// </summary>
internal sealed class NeighbourModel(int channels, int classes, int? fixedBatch = null, int concurrentCalls = 1) : IModelRunner
{
    private readonly Lock _counts = new();

    public string Device => "cpu";

    public int? InputChannels => channels;

    public int? OutputChannels => classes;

    public int? FixedBatch => fixedBatch;

    public int ConcurrentCalls => concurrentCalls;

    public int Patches { get; private set; }

    public int LargestBatch { get; private set; }

    public IModelBatch CreateBatch(BatchShape shape)
    {
        (shape.Channels, shape.Labels).ShouldBe((channels, classes));
        return new ArrayBatch(shape, (input, output, count) => Run(input, output, count, shape.PatchSize));
    }

    private void Run(ReadOnlySpan<float> from, Span<float> to, int batch, int patchSize)
    {
        lock (_counts)
        {
            Patches += batch;
            LargestBatch = Math.Max(LargestBatch, batch);
        }

        int area = patchSize * patchSize;
        for (int n = 0; n < batch; n++)
        {
            for (int i = 0; i < area; i++)
            {
                for (int label = 0; label < classes; label++)
                {
                    to[(((n * classes) + label) * area) + i] = Value(from.Slice(n * channels * area, channels * area), label, i / patchSize, i % patchSize, patchSize);
                }
            }
        }
    }

    /// <summary>The output at one pixel of one patch.</summary>
    public static float Value(ReadOnlySpan<float> patch, int label, int y, int x, int patchSize)
    {
        int area = patchSize * patchSize;
        float sum = 0.01f * ((label * x) - y);
        for (int channel = 0; channel < patch.Length / area; channel++)
        {
            ReadOnlySpan<float> plane = patch.Slice(channel * area, area);
            float left = x > 0 ? plane[(y * patchSize) + x - 1] : 0;
            float down = y + 1 < patchSize ? plane[((y + 1) * patchSize) + x] : 0;
            sum += ((0.3f * plane[(y * patchSize) + x]) - (0.2f * left) + (0.1f * (label + 1) * down)) / (1000 * (channel + 1));
        }

        return sum;
    }
}
