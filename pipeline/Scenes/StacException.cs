namespace RasterFlow.Scenes;

/// <summary>A catalogue's document is not what STAC says it should be.</summary>
public sealed class StacException(string document, string message, Exception? innerException = null)
    : Exception($"{document}: {message}", innerException)
{
    /// <summary>The document's address, without secrets.</summary>
    public string Document { get; } = document;
}
