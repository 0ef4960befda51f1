using System.Net;
using System.Net.Http.Headers;
using Polly;

namespace RasterFlow.Storage;

/// <summary>
/// A file on an HTTP server, read in ranges (RFC 9110 section 14). Tries again on 408, 429, 5xx and cut connections;
/// follows redirects only to where <see cref="SourcePolicy"/> allows.
/// </summary>
public sealed class HttpRangeReader : IRangeReader, IWholeFileReader
{
    private const int MaximumRedirects = 5;
    private readonly Uri _address;
    private readonly HttpClient _client;
    private readonly SourcePolicy _policy;
    private readonly ResiliencePipeline _pipeline;

    internal HttpRangeReader(Uri address, HttpClient client, SourcePolicy policy, ResiliencePipeline pipeline)
    {
        _address = address;
        _client = client;
        _policy = policy;
        _pipeline = pipeline;
        Name = SafeAddress.Text(address);
    }

    /// <inheritdoc/>
    public string Name { get; }

    /// <inheritdoc/>
    public Task<int> ReadAsync(long offsetBytes, Memory<byte> destination, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(offsetBytes);
        return destination.IsEmpty
            ? Task.FromResult(0)
            : TryAsync(token => ReadOnceAsync(offsetBytes, destination, token), cancellationToken);
    }

    Task<byte[]> IWholeFileReader.ReadWholeAsync(int maximumBytes, CancellationToken cancellationToken) =>
        TryAsync(token => ReadWholeOnceAsync(maximumBytes, token), cancellationToken);

    private async Task<T> TryAsync<T>(Func<CancellationToken, Task<T>> once, CancellationToken cancellationToken)
    {
        try
        {
            return await _pipeline.ExecuteAsync(async token => await once(token), cancellationToken);
        }
        catch (TransientReadException e)
        {
            throw new SourceReadException(Name, e.Message, e.Status, e);
        }
        catch (Exception e) when (e is HttpRequestException or Polly.Timeout.TimeoutRejectedException
            || (e is IOException and not SourceReadException))
        {
            throw new SourceReadException(Name, $"{Name} could not be read: {e.Message}", (e as HttpRequestException)?.StatusCode, e);
        }
    }

    private async Task<int> ReadOnceAsync(long offset, Memory<byte> destination, CancellationToken cancellationToken)
    {
        long last = offset + destination.Length - 1;
        using HttpResponseMessage response = await SendAsync(new RangeHeaderValue(offset, last), cancellationToken);
        if (response.StatusCode == HttpStatusCode.RequestedRangeNotSatisfiable)
        {
            return 0;
        }

        HttpContentHeaders headers = response.Content.Headers;
        if (response.StatusCode == HttpStatusCode.PartialContent)
        {
            int expected = ExpectedLength(headers.ContentRange, offset, destination.Length);
            await using Stream body = await response.Content.ReadAsStreamAsync(cancellationToken);
            await body.ReadExactlyAsync(destination[..expected], cancellationToken);
            return expected;
        }

        // The whole file instead of a part: fine when it fits, hopeless when each part would load it all.
        if (offset == 0 && headers.ContentLength is { } whole && whole <= destination.Length)
        {
            await using Stream body = await response.Content.ReadAsStreamAsync(cancellationToken);
            await body.ReadExactlyAsync(destination[..(int)whole], cancellationToken);
            return (int)whole;
        }

        throw new SourceReadException(
            Name, $"{Name} cannot be read in parts: the server answered a range request with the whole file. Put the file on storage that serves byte ranges.", response.StatusCode);
    }

    private int ExpectedLength(ContentRangeHeaderValue? range, long offset, int wanted)
    {
        if (range?.From is not { } from || range.To is not { } to || from != offset || to < from || to - from + 1 > wanted)
        {
            throw new SourceReadException(Name, $"{Name}: asked for {wanted} bytes at {offset}, the server sent '{range}'.", HttpStatusCode.PartialContent);
        }

        long got = to - from + 1;
        if (got < wanted && range.Length is { } length && to + 1 < length)
        {
            throw new SourceReadException(Name, $"{Name}: asked for {wanted} bytes at {offset}, the server sent only '{range}'.", HttpStatusCode.PartialContent);
        }

        return (int)got;
    }

    private async Task<byte[]> ReadWholeOnceAsync(int maximumBytes, CancellationToken cancellationToken)
    {
        using HttpResponseMessage response = await SendAsync(null, cancellationToken);
        if (response.Content.Headers.ContentLength > maximumBytes)
        {
            throw DocumentReader.TooLong(Name, maximumBytes);
        }

        await using Stream body = await response.Content.ReadAsStreamAsync(cancellationToken);
        using MemoryStream content = new();
        byte[] buffer = new byte[64 * 1024];
        int got;
        while ((got = await body.ReadAsync(buffer, cancellationToken)) > 0)
        {
            if (content.Length + got > maximumBytes)
            {
                throw DocumentReader.TooLong(Name, maximumBytes);
            }

            content.Write(buffer, 0, got);
        }

        return content.ToArray();
    }

    private async Task<HttpResponseMessage> SendAsync(RangeHeaderValue? range, CancellationToken cancellationToken)
    {
        Uri address = _address;
        for (int hop = 0; hop <= MaximumRedirects; hop++)
        {
            _policy.Demand(address);
            using HttpRequestMessage request = new(HttpMethod.Get, address);
            request.Headers.Range = range;
            HttpResponseMessage response = await _client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
            if ((int)response.StatusCode is 301 or 302 or 303 or 307 or 308 && response.Headers.Location is { } location)
            {
                address = new Uri(address, location);
                response.Dispose();
                continue;
            }

            if (response.IsSuccessStatusCode || (range is not null && response.StatusCode == HttpStatusCode.RequestedRangeNotSatisfiable))
            {
                return response;
            }

            using (response)
            {
                throw Failure(response);
            }
        }

        throw new SourceReadException(Name, $"{Name} redirects more than {MaximumRedirects} times.");
    }

    private IOException Failure(HttpResponseMessage response)
    {
        HttpStatusCode status = response.StatusCode;
        string message = $"{Name} could not be read: the server answered {(int)status} {response.ReasonPhrase}.";
        bool transient = status is HttpStatusCode.RequestTimeout or HttpStatusCode.TooManyRequests || (int)status >= 500;
        return transient
            ? new TransientReadException(message, status, RetryAfter(response.Headers.RetryAfter))
            : new SourceReadException(Name, message, status);
    }

    private static TimeSpan? RetryAfter(RetryConditionHeaderValue? header) =>
        header?.Delta ?? (header?.Date is { } date ? date - DateTimeOffset.UtcNow : null);
}
