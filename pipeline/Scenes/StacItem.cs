namespace RasterFlow.Scenes;

/// <summary>An item of a catalogue as it has been read: a <see cref="SceneItem"/>, or one that does not say what must be known.</summary>
internal abstract record StacItem;
