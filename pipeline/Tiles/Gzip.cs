using System.IO.Compression;

namespace RasterFlow.Tiles;

/// <summary>Gzip whose bytes depend on the content alone: no time, no file name, no operating system (RFC 1952, section 2.3).</summary>
internal static class Gzip
{
    private const int OperatingSystemByte = 9;
    private const byte UnknownSystem = 255;

    public static byte[] Compress(ReadOnlySpan<byte> content)
    {
        using MemoryStream stream = new();
        using (GZipStream gzip = new(stream, CompressionLevel.Optimal, leaveOpen: true))
        {
            gzip.Write(content);
        }

        byte[] result = stream.ToArray();
        result[OperatingSystemByte] = UnknownSystem;
        return result;
    }

    public static byte[] Decompress(byte[] content)
    {
        using GZipStream gzip = new(new MemoryStream(content), CompressionMode.Decompress);
        using MemoryStream result = new();
        gzip.CopyTo(result);
        return result.ToArray();
    }
}
