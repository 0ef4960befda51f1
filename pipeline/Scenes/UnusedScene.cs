namespace RasterFlow.Scenes;

/// <summary>A scene that a catalogue has and that is not used.</summary>
/// <param name="Id">The STAC item's id, or the address of a tile index's image without secrets.</param>
/// <param name="Acquired">When it was taken (UTC); the least moment where its item does not say.</param>
/// <param name="Reason">Why it is not used.</param>
/// <param name="Detail">The same for people, with figures.</param>
public sealed record UnusedScene(string Id, DateTimeOffset Acquired, UnusedReason Reason, string Detail);
