using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Polly;

namespace RasterFlow.Storage;

/// <summary>One request to a service, sent until it is answered.</summary>
internal sealed class HttpApiCall(ApiRequest request, HttpClient client, SourcePolicy policy, ResiliencePipeline pipeline)
{
    private const int MaximumRedirects = 5;
    private const int ExplanationBytes = 16 * 1024;
    private const int ExplanationLetters = 300;

    // What the connection itself decides, or what would carry somebody's rights to another server.
    private static readonly HashSet<string> Refused =
        new(["Host", "Connection", "Content-Length", "Transfer-Encoding", "Upgrade", "Expect", "Range", "Proxy-Authorization"], StringComparer.OrdinalIgnoreCase);

    private readonly string _name = SafeAddress.Text(request.Address);

    public Task<byte[]> SendAsync(int maximumBytes, CancellationToken cancellationToken) =>
        HttpAnswers.TryAsync(pipeline, _name, token => SendOnceAsync(maximumBytes, token), cancellationToken);

    private async Task<byte[]> SendOnceAsync(int maximumBytes, CancellationToken cancellationToken)
    {
        Uri address = request.Address;
        for (int hop = 0; hop <= MaximumRedirects; hop++)
        {
            policy.Demand(address);
            using HttpRequestMessage message = ToMessage(address);
            using HttpResponseMessage response = await client.SendAsync(message, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
            if (response.IsSuccessStatusCode)
            {
                return await HttpAnswers.ReadWholeAsync(response, _name, maximumBytes, cancellationToken);
            }

            // Other redirects would turn a POST into a GET without its body (RFC 9110 section 15.4).
            bool keepsMethod = request.Method == HttpMethod.Get || (int)response.StatusCode is 307 or 308;
            if (!HttpAnswers.IsRedirect(response) || !keepsMethod)
            {
                throw HttpAnswers.Failure(_name, response, await ExplanationAsync(response, cancellationToken));
            }

            address = new Uri(address, response.Headers.Location!);
        }

        throw new SourceReadException(_name, $"{_name} redirects more than {MaximumRedirects} times.");
    }

    private HttpRequestMessage ToMessage(Uri address)
    {
        HttpRequestMessage message = new(request.Method, address);
        message.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("application/geo+json"));
        message.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("application/json"));
        foreach ((string name, string value) in request.Headers ?? new Dictionary<string, string>())
        {
            if (!Refused.Contains(name))
            {
                message.Headers.TryAddWithoutValidation(name, value);
            }
        }

        if (request.Json is { } json)
        {
            message.Content = new ReadOnlyMemoryContent(json) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } };
        }

        return message;
    }

    /// <summary>The service's own words for what is wrong: services say it as JSON (description, message or detail) or as text.</summary>
    private async Task<string> ExplanationAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        try
        {
            string text = Encoding.UTF8.GetString(await HttpAnswers.ReadWholeAsync(response, _name, ExplanationBytes, cancellationToken)).Trim();
            string words = response.Content.Headers.ContentType?.MediaType == "text/html" ? string.Empty : WordsOf(text);
            string shown = string.Concat(words.Where(letter => !char.IsControl(letter)).Take(ExplanationLetters));
            return shown.Length == 0 ? string.Empty : $" It says: {shown}";
        }
        catch (Exception e) when (e is IOException or InvalidDataException or HttpRequestException)
        {
            return string.Empty;
        }
    }

    private static string WordsOf(string text)
    {
        try
        {
            using JsonDocument json = JsonDocument.Parse(text);
            foreach (string name in (string[])["description", "message", "detail"])
            {
                if (json.RootElement.ValueKind == JsonValueKind.Object && json.RootElement.TryGetProperty(name, out JsonElement words))
                {
                    return words.ToString();
                }
            }

            return text;
        }
        catch (JsonException)
        {
            return text;
        }
    }
}
