namespace RasterFlow.Models;

/// <summary>Which model a job means.</summary>
/// <param name="Address">Where its ONNX file is.</param>
/// <param name="Sha256">The file's SHA-256, lower-case hexadecimal; null when nobody has said it.</param>
/// <param name="Sha256Source">Who said it, for messages: <c>predict.model_sha256</c>, the registry, the card.</param>
/// <param name="Card">Its card; null when it has none.</param>
public sealed record ModelReference(Uri Address, string? Sha256, string? Sha256Source, ModelCard? Card);
