using System.Buffers.Text;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace RasterFlow.Functions.Sharing;

/// <summary>
/// What a folder link lets read, and until when: one part of a path, the folder and the end signed with HMAC-SHA-256 (RFC 2104). It can be checked without
/// looking anything up.
/// </summary>
/// <param name="Folder">Key of the folder, without a slash at its end.</param>
/// <param name="Expires">When it ends, to the second.</param>
public sealed record FolderToken(string Folder, DateTimeOffset Expires)
{
    /// <summary>Begins what is signed, so that no other use of the key makes a token.</summary>
    private const string Purpose = "rasterflow-folder-1";

    private const int LongestToken = 2048;

    /// <summary>Writes the token.</summary>
    public string Sign(ReadOnlySpan<byte> key)
    {
        byte[] content = Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{Purpose}\n{Expires.ToUnixTimeSeconds()}\n{Folder}"));
        return $"{Base64Url.EncodeToString(content)}.{Base64Url.EncodeToString(HMACSHA256.HashData(key, content))}";
    }

    /// <summary>Reads a token; null when it was not signed with this key, was changed, or has ended.</summary>
    public static FolderToken? Read(string text, ReadOnlySpan<byte> key, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(text);
        string[] parts = text.Split('.');
        if (text.Length > LongestToken || parts.Length != 2 || !Base64Url.IsValid(parts[0]) || !Base64Url.IsValid(parts[1]))
        {
            return null;
        }

        byte[] content = Base64Url.DecodeFromChars(parts[0]);
        if (!CryptographicOperations.FixedTimeEquals(HMACSHA256.HashData(key, content), Base64Url.DecodeFromChars(parts[1])))
        {
            return null;
        }

        string[] lines = Encoding.UTF8.GetString(content).Split('\n', 3);
        if (lines.Length != 3 || lines[0] != Purpose || !long.TryParse(lines[1], NumberStyles.None, CultureInfo.InvariantCulture, out long seconds))
        {
            return null;
        }

        DateTimeOffset expires = DateTimeOffset.FromUnixTimeSeconds(seconds);
        return expires > now ? new FolderToken(lines[2], expires) : null;
    }

    /// <summary>The key of a file below the folder; null for a path that could lead out of it.</summary>
    public string? KeyOf(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        return path.Split('/', '\\').Any(static part => part is "" or "." or "..") ? null : $"{Folder}/{path}";
    }
}
