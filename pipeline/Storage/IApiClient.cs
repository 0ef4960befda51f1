namespace RasterFlow.Storage;

/// <summary>Asks services that answer JSON, within the same limits as files are read: allow-list, retries, time and size.</summary>
public interface IApiClient
{
    /// <summary>Sends a request until it is answered, and reads the answer whole. A request may be sent several times.</summary>
    /// <param name="request">The request.</param>
    /// <param name="maximumBytes">Longer answers are refused.</param>
    /// <param name="cancellationToken">Cancels it.</param>
    /// <exception cref="SourceNotAllowedException">The address is not on the allow-list.</exception>
    /// <exception cref="SourceReadException">The service refused, or failed for good.</exception>
    /// <exception cref="InvalidDataException">The answer is longer than <paramref name="maximumBytes"/>.</exception>
    Task<byte[]> SendAsync(ApiRequest request, int maximumBytes, CancellationToken cancellationToken = default);
}

/// <summary>A request to a service.</summary>
/// <param name="Method">GET or POST.</param>
/// <param name="Address">Where to.</param>
/// <param name="Json">The body; null sends none.</param>
/// <param name="Headers">Headers to add.</param>
public sealed record ApiRequest(HttpMethod Method, Uri Address, ReadOnlyMemory<byte>? Json = null, IReadOnlyDictionary<string, string>? Headers = null);
