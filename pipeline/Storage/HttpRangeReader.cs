using System.Net;
using System.Net.Http.Headers;
using Polly;

namespace RasterFlow.Storage;

/// <summary>
/// A file on an HTTP server, read in ranges (RFC 9110 section 14). Tries again on 408, 429, 5xx and cut connections;
/// once more with a fresh signature when a signed address is refused (403); follows redirects only to where <see cref="SourcePolicy"/> allows.
/// All ranges come from one version of the file, that of the first answer: a file that is replaced meanwhile is an error, never a mixture.
/// </summary>
public sealed class HttpRangeReader : IRangeReader, IWholeFileReader, IFileLengthReader, IVersionedReader
{
    private const int MaximumRedirects = 5;
    private readonly Uri _address;
    private readonly HttpClient _client;
    private readonly SourcePolicy _policy;
    private readonly ResiliencePipeline _pipeline;
    private readonly IAddressSigner? _signer;
    private FileVersion? _version;
    private volatile bool _hasChanged;

    internal HttpRangeReader(Uri address, HttpClient client, SourcePolicy policy, ResiliencePipeline pipeline, IAddressSigner? signer = null)
    {
        _signer = signer;
        _address = address;
        _client = client;
        _policy = policy;
        _pipeline = pipeline;
        Name = SafeAddress.Text(address);
    }

    /// <inheritdoc/>
    public string Name { get; }

    bool IVersionedReader.HasChanged => _hasChanged;

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

    Task<long?> IFileLengthReader.GetLengthAsync(CancellationToken cancellationToken) => TryAsync(GetLengthOnceAsync, cancellationToken);

    private Task<T> TryAsync<T>(Func<CancellationToken, Task<T>> once, CancellationToken cancellationToken) =>
        HttpAnswers.TryAsync(_pipeline, Name, once, cancellationToken);

    private async Task<int> ReadOnceAsync(long offset, Memory<byte> destination, CancellationToken cancellationToken)
    {
        long last = offset + destination.Length - 1;
        using HttpResponseMessage response = await SendAsync(new RangeHeaderValue(offset, last), cancellationToken);
        DemandSameVersion(response);
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

    /// <summary>Remembers the first answer's version; later ones must be of the same, also from servers that do not heed the condition they were asked with.</summary>
    private void DemandSameVersion(HttpResponseMessage response)
    {
        if (!response.IsSuccessStatusCode || FileVersion.Of(response) is not { } version)
        {
            return;
        }

        FileVersion first = Interlocked.CompareExchange(ref _version, version, null) ?? version;
        if (!first.Equals(version))
        {
            throw Changed(response.StatusCode);
        }
    }

    private SourceReadException Changed(HttpStatusCode status)
    {
        _hasChanged = true;
        return new(Name, $"{Name} has changed since its first bytes were read ({_version}). Run again when the file is complete, or name one that stays as it is.", status);
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

    /// <summary>Asks for the first byte: unlike HEAD, addresses signed for reading allow it. A server without ranges begins to send all, and is cut off.</summary>
    private async Task<long?> GetLengthOnceAsync(CancellationToken cancellationToken)
    {
        using HttpResponseMessage response = await SendAsync(new RangeHeaderValue(0, 0), cancellationToken);
        HttpContentHeaders headers = response.Content.Headers;
        return response.StatusCode == HttpStatusCode.OK ? headers.ContentLength : headers.ContentRange?.Length;
    }

    private async Task<byte[]> ReadWholeOnceAsync(int maximumBytes, CancellationToken cancellationToken)
    {
        using HttpResponseMessage response = await SendAsync(null, cancellationToken);
        return await HttpAnswers.ReadWholeAsync(response, Name, maximumBytes, cancellationToken);
    }

    /// <summary>A redirect may lead only to where the document itself might have pointed.</summary>
    private void Demand(Uri address)
    {
        try
        {
            _policy.Demand(address);
        }
        catch (SourceNotAllowedException e) when (address != _address)
        {
            throw new SourceNotAllowedException(e.Address, $"{Name} redirects to another place. {e.Message}");
        }
    }

    private async Task<HttpResponseMessage> SendAsync(RangeHeaderValue? range, CancellationToken cancellationToken)
    {
        Uri address = _address;
        bool renewed = false;
        for (int hop = 0; hop <= MaximumRedirects; hop++)
        {
            Demand(address);
            Uri target = _signer is null ? address : await _signer.SignAsync(address, cancellationToken);
            using HttpRequestMessage request = new(HttpMethod.Get, target);
            request.Headers.Range = range;
            if (range is not null)
            {
                _version?.Demand(request.Headers);
            }

            HttpResponseMessage response = await _client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
            if (HttpAnswers.IsRedirect(response))
            {
                address = new Uri(address, response.Headers.Location!);
                response.Dispose();
                continue;
            }

            if (response.StatusCode == HttpStatusCode.Forbidden && !renewed && target != address && _signer!.TryRenew(target))
            {
                renewed = true;
                response.Dispose();
                continue;
            }

            if (response.IsSuccessStatusCode || (range is not null && response.StatusCode == HttpStatusCode.RequestedRangeNotSatisfiable))
            {
                return response;
            }

            using (response)
            {
                throw response.StatusCode == HttpStatusCode.PreconditionFailed && _version is not null
                    ? Changed(response.StatusCode)
                    : HttpAnswers.Failure(Name, response);
            }
        }

        throw new SourceReadException(Name, $"{Name} redirects more than {MaximumRedirects} times.");
    }
}
