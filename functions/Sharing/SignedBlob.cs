namespace RasterFlow.Functions.Sharing;

/// <summary>A signed address of one blob.</summary>
/// <param name="Url">The address.</param>
/// <param name="Expires">When it ends: what was asked for, or earlier.</param>
public sealed record SignedBlob(Uri Url, DateTimeOffset Expires);
