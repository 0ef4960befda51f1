namespace RasterFlow.Inference;

/// <summary>What is known of a model before a job starts.</summary>
/// <param name="InputChannels">Channels it takes; null when not known.</param>
/// <param name="OutputChannels">Classes or values it gives; null when not known.</param>
public sealed record ModelShape(int? InputChannels, int? OutputChannels);
