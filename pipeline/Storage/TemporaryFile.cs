namespace RasterFlow.Storage;

/// <summary>Files for what does not fit into memory.</summary>
internal static class TemporaryFile
{
    private const int BufferBytes = 1 << 16;

    /// <summary>Opens a new empty file for reading and writing; it is gone when its stream is closed.</summary>
    /// <param name="extension">Ending of its name, with the dot: what it is for.</param>
    /// <param name="bufferBytes">Buffer of the stream; 0 or 1 for none.</param>
    /// <param name="options">Options beside that it vanishes.</param>
    public static FileStream Create(string extension, int bufferBytes = BufferBytes, FileOptions options = FileOptions.None) => new(
        Path.Combine(Path.GetTempPath(), $"rasterflow-{Guid.NewGuid():N}{extension}"),
        FileMode.CreateNew,
        FileAccess.ReadWrite,
        FileShare.None,
        bufferBytes,
        FileOptions.DeleteOnClose | options);
}
