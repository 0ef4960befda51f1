using System.Net;

namespace RasterFlow.Storage;

/// <summary>One try failed in a way that a later one may not.</summary>
internal sealed class TransientReadException(string message, HttpStatusCode status, TimeSpan? retryAfter) : IOException(message)
{
    public HttpStatusCode Status { get; } = status;

    public TimeSpan? RetryAfter { get; } = retryAfter;
}
