namespace RasterFlow.Inference;

/// <summary>What is known of a model before a job starts.</summary>
/// <param name="InputChannels">Channels it takes; null when it takes any.</param>
/// <param name="OutputChannels">Classes or values it gives; null when not known.</param>
public sealed record ModelShape(int? InputChannels, int? OutputChannels)
{
    /// <summary>The one batch size that it takes; null when it takes any.</summary>
    public int? Batch { get; init; }

    /// <summary>The one patch size that it takes; null when it takes any.</summary>
    public int? PatchSize { get; init; }
}
