namespace RasterFlow.Models;

/// <summary>A model as a registry names it.</summary>
/// <param name="Address">Where its file is.</param>
/// <param name="Sha256">The file's SHA-256; null when the registry does not say.</param>
/// <param name="Card">The card in the registry; null for none.</param>
/// <param name="CardAddress">Where the card is; null when it is in the registry or beside the model.</param>
/// <param name="Source">Registry and name, for messages.</param>
internal sealed record RegisteredModel(Uri Address, string? Sha256, ModelCard? Card, Uri? CardAddress, string Source);
