namespace RasterFlow.GpuContainer;

/// <summary>A model whose hash is right: a file, or its bytes where the disk had no room for a file.</summary>
/// <param name="Path">The file; null when there is none.</param>
/// <param name="Bytes">The content; null when there is a file.</param>
/// <param name="EngineFolder">Where a device may keep what it compiles the model to; null for nowhere.</param>
internal sealed record ModelContent(string? Path, byte[]? Bytes, string? EngineFolder);
