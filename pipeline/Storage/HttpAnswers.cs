using System.Net;
using System.Net.Http.Headers;
using Polly;
using Polly.Timeout;

namespace RasterFlow.Storage;

/// <summary>What HTTP answers mean, for files and services alike.</summary>
internal static class HttpAnswers
{
    private const int BufferBytes = 64 * 1024;

    /// <summary>Tries until there is an answer; failures get the name of what was asked for.</summary>
    public static async Task<T> TryAsync<T>(ResiliencePipeline pipeline, string name, Func<CancellationToken, Task<T>> once, CancellationToken cancellationToken)
    {
        try
        {
            return await pipeline.ExecuteAsync(async token => await once(token), cancellationToken);
        }
        catch (TransientReadException e)
        {
            throw new SourceReadException(name, e.Message, e.Status, e);
        }
        catch (Exception e) when (e is HttpRequestException or TimeoutRejectedException
            || (e is IOException and not SourceReadException))
        {
            throw new SourceReadException(name, $"{name} could not be read: {e.Message}", (e as HttpRequestException)?.StatusCode, e);
        }
    }

    public static bool IsRedirect(HttpResponseMessage response) => (int)response.StatusCode is 301 or 302 or 303 or 307 or 308 && response.Headers.Location is not null;

    /// <summary>The failure that a status stands for: worth another try or not.</summary>
    public static IOException Failure(string name, HttpResponseMessage response, string explanation = "")
    {
        HttpStatusCode status = response.StatusCode;
        string message = $"{name} could not be read: the server answered {(int)status} {response.ReasonPhrase}.{explanation}";
        bool transient = status is HttpStatusCode.RequestTimeout or HttpStatusCode.TooManyRequests || (int)status >= 500;
        return transient
            ? new TransientReadException(message, status, RetryAfter(response.Headers.RetryAfter))
            : new SourceReadException(name, message, status);
    }

    /// <summary>Reads a body of limited length.</summary>
    /// <exception cref="InvalidDataException">It is longer.</exception>
    public static async Task<byte[]> ReadWholeAsync(HttpResponseMessage response, string name, int maximumBytes, CancellationToken cancellationToken)
    {
        if (response.Content.Headers.ContentLength > maximumBytes)
        {
            throw DocumentReader.TooLong(name, maximumBytes);
        }

        await using Stream body = await response.Content.ReadAsStreamAsync(cancellationToken);
        using MemoryStream content = new();
        byte[] buffer = new byte[BufferBytes];
        int got;
        while ((got = await body.ReadAsync(buffer, cancellationToken)) > 0)
        {
            if (content.Length + got > maximumBytes)
            {
                throw DocumentReader.TooLong(name, maximumBytes);
            }

            content.Write(buffer, 0, got);
        }

        return content.ToArray();
    }

    private static TimeSpan? RetryAfter(RetryConditionHeaderValue? header) =>
        header?.Delta ?? (header?.Date is { } date ? date - DateTimeOffset.UtcNow : null);
}
