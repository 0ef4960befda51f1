namespace RasterFlow.Vectors;

/// <summary>What vectorizing one block came to.</summary>
/// <param name="Block">The block's number.</param>
/// <param name="Runs">Runs of pixels, all labels; null when the fragments were there already.</param>
/// <param name="Parts">Connected parts of regions, all labels; null when the fragments were there already.</param>
/// <param name="FragmentsBytes">Size of the fragments object.</param>
/// <param name="Reused">True when the fragments were there already and nothing was computed.</param>
public sealed record BlockVectorSummary(int Block, int? Runs, int? Parts, long FragmentsBytes, bool Reused);
