using System.Text.Json;
using System.Text.Unicode;
using Microsoft.AspNetCore.Http;
using RasterFlow.Jobs;
using RasterFlow.Storage;

namespace RasterFlow.Functions.Http;

/// <summary>Reads request bodies that must be JSON.</summary>
internal static class JsonBody
{
    private const int MaxBytes = 16 * 1024 * 1024;

    /// <summary>The body's value, or what is wrong with the body.</summary>
    public static async Task<(JsonElement Value, JobProblem? Problem)> ReadAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        if (request.ContentLength > MaxBytes)
        {
            return (default, TooLong(request.ContentLength.Value));
        }

        using MemoryStream body = new();
        byte[] buffer = new byte[64 * 1024];
        while (await request.Body.ReadAsync(buffer, cancellationToken) is int read and > 0)
        {
            body.Write(buffer, 0, read);
            if (body.Length > MaxBytes)
            {
                return (default, TooLong(body.Length));
            }
        }

        ReadOnlyMemory<byte> content = body.GetBuffer().AsMemory(0, (int)body.Length);

        // The parser takes texts as they are and trips over them only when they are read.
        if (!Utf8.IsValid(content.Span))
        {
            return (default, new JobProblem("$", "The body is not UTF-8."));
        }

        try
        {
            using JsonDocument json = StrictJson.Parse(content);
            return (json.RootElement.Clone(), null);
        }
        catch (JsonException e)
        {
            return (default, new JobProblem("$", $"The body is not JSON: {e.Message}"));
        }
    }

    private static JobProblem TooLong(long bytes) =>
        new("$", $"The document has {bytes} bytes or more, the most is {MaxBytes}. Put a large area into a file and give its address.");
}
