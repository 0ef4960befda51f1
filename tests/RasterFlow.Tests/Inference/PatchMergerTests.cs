using RasterFlow.Imagery;
using RasterFlow.Inference;

namespace RasterFlow.Tests.Inference;

public class PatchMergerTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(7)]
    [InlineData(64)]
    public void Weights_AnyPatch_ArePositiveSymmetricAndLargestInTheMiddle(int patch)
    {
        float[] weights = PatchMerger.Weights(patch);
        weights.ShouldAllBe(weight => weight > 0);
        weights.Reverse().ShouldBe(weights);
        weights[((patch / 2) * patch) + (patch / 2)].ShouldBe(weights.Max());
        weights[0].ShouldBe(1);
    }

    [Fact]
    public void Complete_RandomPatches_EqualsBruteForceInDouble()
    {
        Random random = new(21);
        for (int trial = 0; trial < 60; trial++)
        {
            int clip = random.Next(0, 6);
            PatchGrid grid = new((2 * clip) + random.Next(1, 14), clip);
            PixelWindow window = new(random.Next(-9, 40), random.Next(-9, 40), random.Next(1, 40), random.Next(1, 40));
            foreach (MergeMode mode in Enum.GetValues<MergeMode>())
            {
                int labels = random.Next(1, 4);
                Dictionary<PatchIndex, float[]> outputs = grid.PatchesFor(window, mode).ToDictionary(
                    patch => patch, _ => RandomValues(random, labels * grid.PatchSize * grid.PatchSize));
                float[] merged = Merge(grid, mode, window, labels, outputs);
                double[] expected = BruteForce(grid, mode, window, labels, outputs);
                for (int i = 0; i < merged.Length; i++)
                {
                    // Sums of a few dozen floats in [0, 1): each rounding is at most 2^-24 of the sum.
                    ((double)merged[i]).ShouldBe(expected[i], 1e-5);
                }
            }
        }
    }

    [Fact]
    public void Complete_AllPatchesSayOne_IsExactlyOne()
    {
        PatchGrid grid = new(11, 3);
        PixelWindow window = new(-4, 3, 37, 41);
        float[] merged = Merge(grid, MergeMode.WeightedAverage, window, 1, grid.PatchesFor(window, MergeMode.WeightedAverage)
            .ToDictionary(patch => patch, _ => Enumerable.Repeat(1f, 121).ToArray()));
        merged.ShouldAllBe(value => value == 1f);
    }

    private static float[] RandomValues(Random random, int count) => [.. Enumerable.Range(0, count).Select(_ => random.NextSingle())];

    private static float[] Merge(PatchGrid grid, MergeMode mode, PixelWindow window, int labels, Dictionary<PatchIndex, float[]> outputs)
    {
        float[] merged = new float[labels * window.Area];
        PatchMerger merger = new(grid, mode, window, labels, merged, new float[window.Area]);
        foreach (PatchIndex patch in grid.PatchesFor(window, mode))
        {
            merger.Add(patch, outputs[patch]);
        }

        merger.Complete();
        return merged;
    }

    private static double[] BruteForce(PatchGrid grid, MergeMode mode, PixelWindow window, int labels, Dictionary<PatchIndex, float[]> outputs)
    {
        double[] expected = new double[labels * window.Area];
        for (int i = 0; i < expected.Length; i++)
        {
            (int label, int y, int x) = (i / window.Area, window.Y + (i % window.Area / window.Width), window.X + (i % window.Width));
            (double sum, double weights) = (0, 0);
            foreach ((PatchIndex patch, float[] values) in outputs)
            {
                (int py, int px) = (y - ((patch.Row * grid.Stride) - grid.ClipSize), x - ((patch.Column * grid.Stride) - grid.ClipSize));
                int margin = mode == MergeMode.Clip ? grid.ClipSize : 0;
                if (Math.Min(py, px) < margin || Math.Max(py, px) >= grid.PatchSize - margin)
                {
                    continue;
                }

                double weight = mode == MergeMode.Clip ? 1 : Math.Min(py + 1, grid.PatchSize - py) * Math.Min(px + 1, grid.PatchSize - px);
                sum += weight * values[(((label * grid.PatchSize) + py) * grid.PatchSize) + px];
                weights += weight;
            }

            expected[i] = sum / weights;
        }

        return expected;
    }
}
