using RasterFlow.Inference;

namespace RasterFlow.Tests.Inference;

public sealed class InputTransformTests
{
    private static readonly InputTransform Full = new() { Scale = [1e-4f], Offset = [-0.1f], Min = 0, Max = 0.5f, Mean = [0.1f, 0.2f], Std = [0.5f, 0.25f, 2f, 4f] };

    [Fact]
    public void Apply_EveryStep_FollowsTheFormulaInItsOrder()
    {
        // Two features, two time steps: means repeat with the step, standard deviations are the channels' own.
        ChannelTransform[] transforms = Full.ForChannels(4);
        double[] means = [0.1, 0.2, 0.1, 0.2];
        double[] deviations = [0.5, 0.25, 2, 4];
        for (int channel = 0; channel < 4; channel++)
        {
            float[] values = [0, 500, 1000, 3000, 4999, 9999, 65535];
            float[] result = [.. values];
            transforms[channel].Apply(result);
            for (int i = 0; i < values.Length; i++)
            {
                double expected = (Math.Clamp((values[i] * 1e-4) - 0.1, 0, 0.5) - means[channel]) / deviations[channel];
                ((double)result[i]).ShouldBe(expected, 1e-5);
            }
        }
    }

    [Fact]
    public void Apply_AnyPlaceAndLength_SameBits()
    {
        Random random = new(3);
        ChannelTransform transform = Full.ForChannels(1)[0];
        float[] values = [.. Enumerable.Range(0, 101).Select(_ => random.NextSingle() * 10000)];
        float[] whole = [.. values];
        transform.Apply(whole);
        for (int start = 0; start < values.Length; start++)
        {
            float[] part = values[start..Math.Min(values.Length, start + 7)];
            transform.Apply(part);
            part.ShouldBe(whole[start..(start + part.Length)]);
        }
    }

    [Fact]
    public void ForChannels_NothingGiven_ChangesNothing()
    {
        float[] values = [-3, 0, 7.25f, 1e30f];
        new InputTransform().ForChannels(1)[0].Apply(values);
        values.ShouldBe([-3, 0, 7.25f, 1e30f]);
    }

    [Fact]
    public void Problems_EverythingWrong_NamesAllAtOnce()
    {
        InputTransform transform = new() { Scale = [1, 2, 3], Offset = [float.NaN], Min = 2, Max = 1, Std = [1, 0] };
        transform.Problems(2, 4).Select(static problem => problem.Split(':')[0]).ShouldBe(["transform.scale", "transform.offset", "transform.std", "transform.min"]);
        transform.Problems(2, 4).First().ShouldContain("has 3 values; expected 1, 2 (one a feature), or 4 (one a channel)");
    }

    [Fact]
    public void Problems_OneAFeatureOrAChannel_AreNone() => Full.Problems(2, 4).ShouldBeEmpty();
}
