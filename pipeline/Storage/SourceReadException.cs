using System.Net;

namespace RasterFlow.Storage;

/// <summary>A file that may be read could not be read: the server refused, failed for good, or does not serve parts of files.</summary>
public sealed class SourceReadException(string name, string message, HttpStatusCode? status = null, Exception? innerException = null)
    : IOException(message, innerException)
{
    /// <summary>The file, without secrets.</summary>
    public string Name { get; } = name;

    /// <summary>The server's last answer, when there was one.</summary>
    public HttpStatusCode? Status { get; } = status;

    /// <summary>True when the file does not exist (404 or 410).</summary>
    public bool IsNotFound => Status is HttpStatusCode.NotFound or HttpStatusCode.Gone;
}
