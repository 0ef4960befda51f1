using System.Text.Json;

namespace RasterFlow.Zarr.Codecs;

/// <summary>
/// Every codec that is read, by its name in Zarr v3 and its id in Zarr v2 (numcodecs), which are the same but for the prefix <c>numcodecs.</c> that
/// zarr-python writes in v3. The codecs between array and bytes (<c>bytes</c>, <c>vlen-utf8</c>, <c>sharding_indexed</c>) are <see cref="Arrays.CodecReader"/>'s.
/// </summary>
internal static class CodecRegistry
{
    private const string NumcodecsPrefix = "numcodecs.";

    private static readonly Dictionary<string, Func<JsonElement, IBytesCodec>> BytesCodecs = new(StringComparer.Ordinal)
    {
        ["zstd"] = static _ => new ZstdBytes(),
        ["gzip"] = static _ => new GzipBytes(),
        ["zlib"] = static _ => new ZlibBytes(),
        ["lz4"] = static _ => new Lz4Bytes(),
        ["blosc"] = static _ => new BloscBytes(),
        ["crc32c"] = static _ => new Crc32CBytes(),
        ["shuffle"] = static configuration => new ShuffleBytes(Positive(configuration, "elementsize", 4)),
    };

    /// <summary>Names of the codecs from bytes to bytes.</summary>
    public static IEnumerable<string> BytesNames => BytesCodecs.Keys;

    /// <summary>A codec's plain name.</summary>
    public static string Plain(string name) => name.StartsWith(NumcodecsPrefix, StringComparison.Ordinal) ? name[NumcodecsPrefix.Length..] : name;

    /// <summary>A codec from bytes to bytes; null when the name is not one.</summary>
    public static IBytesCodec? FindBytes(string name, JsonElement configuration) =>
        BytesCodecs.TryGetValue(Plain(name), out Func<JsonElement, IBytesCodec>? make) ? make(configuration) : null;

    private static int Positive(JsonElement configuration, string name, int fallback)
    {
        int value = configuration.ValueKind == JsonValueKind.Object && configuration.TryGetProperty(name, out JsonElement element) ? element.GetInt32() : fallback;
        return value > 0 ? value : throw new FormatException($"{name} is {value}");
    }
}
