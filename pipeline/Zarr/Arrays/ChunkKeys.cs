using System.Globalization;
using System.Text.Json;

namespace RasterFlow.Zarr.Arrays;

/// <summary>Names of an array's chunks: <c>c/0/1</c> (Zarr v3, encoding <c>default</c>), or <c>0.1</c> (v2 and the encoding <c>v2</c>), with either separator.</summary>
/// <param name="Prefix">What goes before the numbers; empty for none.</param>
/// <param name="Separator">What goes between the parts.</param>
internal sealed record ChunkKeys(string Prefix, char Separator)
{
    /// <summary>The key of a chunk below its array's.</summary>
    public string KeyOf(params ReadOnlySpan<long> index)
    {
        if (index.Length == 0)
        {
            return Prefix.Length > 0 ? Prefix : "0";
        }

        System.Text.StringBuilder key = new(Prefix);
        foreach (long part in index)
        {
            if (key.Length > 0)
            {
                key.Append(Separator);
            }

            key.Append(CultureInfo.InvariantCulture, $"{part}");
        }

        return key.ToString();
    }

    /// <summary>Zarr v3's <c>chunk_key_encoding</c>.</summary>
    /// <exception cref="NotSupportedException">Another encoding.</exception>
    public static ChunkKeys FromV3(JsonElement encoding)
    {
        string name = encoding.GetProperty("name").GetString()!;
        char? separator = encoding.TryGetProperty("configuration", out JsonElement configuration) && configuration.TryGetProperty("separator", out JsonElement given)
            ? SeparatorOf(given)
            : null;
        return name switch
        {
            "default" => new ChunkKeys("c", separator ?? '/'),
            "v2" => new ChunkKeys(string.Empty, separator ?? '.'),
            _ => throw new NotSupportedException($"chunk key encoding '{name}'"),
        };
    }

    /// <summary>Zarr v2's <c>dimension_separator</c>.</summary>
    public static ChunkKeys FromV2(JsonElement array) =>
        new(string.Empty, array.TryGetProperty("dimension_separator", out JsonElement separator) ? SeparatorOf(separator) : '.');

    private static char SeparatorOf(JsonElement separator) =>
        separator.GetString() is "/" or "." ? separator.GetString()![0] : throw new FormatException($"the separator {separator.GetRawText()} is neither '/' nor '.'");
}
