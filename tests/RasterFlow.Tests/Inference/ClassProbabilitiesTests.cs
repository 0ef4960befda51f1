using RasterFlow.Inference;

namespace RasterFlow.Tests.Inference;

public class ClassProbabilitiesTests
{
    [Theory]
    [InlineData(1, 5)]
    [InlineData(2, 1)]
    [InlineData(3, 67)]
    [InlineData(12, 256)]
    [InlineData(2, 2500)]
    public void FromLogits_RandomLogits_EqualsTheFormula(int classes, int pixels)
    {
        Random random = new(classes);
        float[] logits = [.. Enumerable.Range(0, classes * pixels).Select(_ => (random.NextSingle() * 40) - 20)];
        float[] result = [.. logits];
        ClassProbabilities.FromLogits(result, classes);
        for (int i = 0; i < result.Length; i++)
        {
            double sum = Enumerable.Range(0, classes).Sum(c => Math.Exp(logits[(c * pixels) + (i % pixels)]));
            ((double)result[i]).ShouldBe(Math.Exp(logits[i]) / sum, 1e-6);
        }
    }

    [Fact]
    public void FromLogits_HugeLogits_DoesNotOverflow()
    {
        float[] logits = [1000, -1000, 999, -1000, -1000, 1e30f];
        ClassProbabilities.FromLogits(logits, 3);
        logits[0].ShouldBe(0.7310586f, 1e-6f);
        logits[5].ShouldBe(1f);
        logits.ShouldAllBe(p => p >= 0 && p <= 1);
    }
}
