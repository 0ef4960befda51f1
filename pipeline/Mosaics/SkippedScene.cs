namespace RasterFlow.Mosaics;

/// <summary>A scene that was found but not used.</summary>
/// <param name="Id">The STAC item's id.</param>
/// <param name="Reason">Why, for people.</param>
public sealed record SkippedScene(string Id, string Reason);
