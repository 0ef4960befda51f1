using System.Globalization;
using System.Text.Json;

namespace RasterFlow.Storage;

/// <summary>A shared access signature and when it ends.</summary>
internal sealed record AccessToken(string Query, DateTimeOffset Expires)
{
    /// <summary>Reads the token service's answer: {"msft:expiry": "...", "token": "..."}.</summary>
    /// <exception cref="SourceReadException">It is something else; the message holds nothing of it.</exception>
    public static AccessToken Parse(byte[] answer, string name)
    {
        try
        {
            using JsonDocument json = JsonDocument.Parse(answer);
            string? token = json.RootElement.GetProperty("token").GetString();
            string? expiry = json.RootElement.GetProperty("msft:expiry").GetString();
            const DateTimeStyles Utc = DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal;
            return !string.IsNullOrEmpty(token) && DateTimeOffset.TryParse(expiry, CultureInfo.InvariantCulture, Utc, out DateTimeOffset expires)
                ? new AccessToken(token.TrimStart('?'), expires)
                : throw Wrong(name, null);
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            throw Wrong(name, e);
        }
    }

    private static SourceReadException Wrong(string name, Exception? inner) =>
        new(name, $"{name} did not answer with a token: 'token' and 'msft:expiry' are expected.", null, inner);
}
