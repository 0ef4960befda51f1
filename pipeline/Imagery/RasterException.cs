namespace RasterFlow.Imagery;

/// <summary>An image cannot be used. Its two kinds ask for different reactions: replace the file, or convert it.</summary>
public abstract class RasterException : Exception
{
    private protected RasterException(string file, long? offsetBytes, string message, Exception? innerException)
        : base(offsetBytes is { } at ? $"{file}: {message} (at byte {at})" : $"{file}: {message}", innerException)
    {
        File = file;
        OffsetBytes = offsetBytes;
    }

    /// <summary>The file, without secrets.</summary>
    public string File { get; }

    /// <summary>Where in the file, when that is known.</summary>
    public long? OffsetBytes { get; }
}
