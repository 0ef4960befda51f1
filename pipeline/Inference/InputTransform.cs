namespace RasterFlow.Inference;

/// <summary>
/// What is done to the mosaic's numbers before a model sees them, as a model card states it: <c>value * scale + offset</c>, then clamped to
/// [<c>min</c>, <c>max</c>], then <c>(value - mean) / std</c>. Each list has one value for all channels, one a feature (the same for each time step), or
/// one a channel (time-major); an empty list leaves its step out. A pixel without data enters as 0 and is transformed like any other value.
/// </summary>
public sealed record InputTransform
{
    /// <summary>Factors.</summary>
    public IReadOnlyList<float> Scale { get; init; } = [];

    /// <summary>Summands, after <see cref="Scale"/>.</summary>
    public IReadOnlyList<float> Offset { get; init; } = [];

    /// <summary>Smallest value after scale and offset; null for none.</summary>
    public float? Min { get; init; }

    /// <summary>Largest value after scale and offset; null for none.</summary>
    public float? Max { get; init; }

    /// <summary>Means, subtracted after clamping.</summary>
    public IReadOnlyList<float> Mean { get; init; } = [];

    /// <summary>Standard deviations, divided by after <see cref="Mean"/>; none is 0.</summary>
    public IReadOnlyList<float> Std { get; init; } = [];

    /// <summary>All problems at once, each starting with <c>transform</c> and the member's name; empty when there are none.</summary>
    /// <param name="features">Features of the job.</param>
    /// <param name="channels">Channels of the model's input; null when not known yet.</param>
    internal IEnumerable<string> Problems(int features, int? channels)
    {
        foreach ((string name, IReadOnlyList<float> values) in ((string, IReadOnlyList<float>)[])[("scale", Scale), ("offset", Offset), ("mean", Mean), ("std", Std)])
        {
            if (values.Count > 1 && values.Count != features && values.Count != channels)
            {
                string whole = channels is { } known && known != features ? $", or {known} (one a channel)" : string.Empty;
                yield return $"transform.{name}: has {values.Count} values; expected 1, {features} (one a feature){whole}.";
            }

            if (values.Any(static value => !float.IsFinite(value)))
            {
                yield return $"transform.{name}: every value must be a finite number.";
            }
        }

        if (Std.Contains(0f))
        {
            yield return "transform.std: a standard deviation of 0 would divide by 0.";
        }

        if (Min is { } least && !float.IsFinite(least))
        {
            yield return "transform.min: must be a finite number.";
        }

        if (Max is { } most && !float.IsFinite(most))
        {
            yield return "transform.max: must be a finite number.";
        }

        if (Min > Max)
        {
            yield return $"transform.min: {Min} is above the max, {Max}.";
        }
    }

    /// <summary>The transform of each channel, time-major.</summary>
    internal ChannelTransform[] ForChannels(int channels)
    {
        ChannelTransform[] transforms = new ChannelTransform[channels];
        for (int channel = 0; channel < channels; channel++)
        {
            transforms[channel] = new ChannelTransform(
                At(Scale, channel, 1), At(Offset, channel, 0), Min ?? float.NegativeInfinity, Max ?? float.PositiveInfinity, At(Mean, channel, 0), At(Std, channel, 1));
        }

        return transforms;
    }

    // One value serves all channels; values of features repeat with each time step.
    private static float At(IReadOnlyList<float> values, int channel, float fallback) => values.Count == 0 ? fallback : values[channel % values.Count];
}
