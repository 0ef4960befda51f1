namespace RasterFlow.Scenes;

/// <summary>A scene with what decides between several of the same: its tile, and when it was made.</summary>
/// <param name="Scene">The scene.</param>
/// <param name="Tile">The tile (MGRS), or null when the item does not say.</param>
/// <param name="Generated">When the image was processed, or the item last changed.</param>
internal sealed record SceneItem(Scene Scene, string? Tile, DateTimeOffset Generated) : StacItem;
