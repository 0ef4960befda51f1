using System.IO.Compression;

namespace RasterFlow.Tiles;

/// <summary>Gzip whose bytes depend on the content alone: no time, no file name, no operating system (RFC 1952, section 2.3).</summary>
internal static class Gzip
{
    private const int OperatingSystemByte = 9;
    private const byte UnknownSystem = 255;

    /// <summary>Of zlib's levels 1 to 9: tiles are a few per cent larger than at 6, at half the time.</summary>
    private static readonly ZLibCompressionOptions Options = new() { CompressionLevel = 4 };

    public static byte[] Compress(ReadOnlySpan<byte> content)
    {
        using MemoryStream stream = new();
        using (GZipStream gzip = new(stream, Options, leaveOpen: true))
        {
            gzip.Write(content);
        }

        byte[] result = stream.ToArray();
        result[OperatingSystemByte] = UnknownSystem;
        return result;
    }
}
