using System.Text.Json;
using System.Text.Unicode;

namespace RasterFlow.Storage;

/// <summary>
/// Parses JSON of others. <see cref="JsonDocument"/> takes texts as they are and trips over bad ones (bytes that are not UTF-8, halves of surrogate pairs)
/// only when they are read, with an exception that no reader of JSON expects; here such a document is not valid JSON to begin with (RFC 8259, section 8).
/// </summary>
public static class StrictJson
{
    /// <summary>Parses a document; a byte order mark before it is passed over.</summary>
    /// <exception cref="JsonException">It is not valid JSON, with line and byte where that is known.</exception>
    public static JsonDocument Parse(ReadOnlyMemory<byte> utf8)
    {
        ReadOnlyMemory<byte> json = utf8.Span is [0xEF, 0xBB, 0xBF, ..] ? utf8[3..] : utf8;
        if (!Utf8.IsValid(json.Span))
        {
            throw new JsonException("The text is not UTF-8.", null, 0, 0);
        }

        JsonDocument document = JsonDocument.Parse(json);
        try
        {
            CheckSurrogates(json.Span);
            return document;
        }
        catch
        {
            document.Dispose();
            throw;
        }
    }

    /// <summary>Only escapes (\ud800) can write half a pair once the bytes are UTF-8, so documents without them are not walked.</summary>
    private static void CheckSurrogates(ReadOnlySpan<byte> json)
    {
        if (json.IndexOf("\\ud"u8) < 0 && json.IndexOf("\\uD"u8) < 0)
        {
            return;
        }

        Utf8JsonReader reader = new(json);
        while (reader.Read())
        {
            if (reader.TokenType is not (JsonTokenType.String or JsonTokenType.PropertyName) || !reader.ValueIsEscaped)
            {
                continue;
            }

            try
            {
                _ = reader.GetString();
            }
            catch (InvalidOperationException e)
            {
                ReadOnlySpan<byte> before = json[..(int)reader.TokenStartIndex];
                throw new JsonException("A text holds half a surrogate pair.", null, before.Count((byte)'\n'), before.Length - 1 - before.LastIndexOf((byte)'\n'), e);
            }
        }
    }
}
