using System.IO.Compression;

namespace RasterFlow.Zarr.Codecs;

/// <summary>Zarr's codec <c>gzip</c> (v3 core; numcodecs id <c>gzip</c>): RFC 1952. Its checksum is verified.</summary>
internal sealed class GzipBytes : IBytesEncoder
{
    /// <summary>The level that we write; what the readers' documentation calls 5 or 6.</summary>
    public const int Level = 6;

    public unsafe int Decode(ReadOnlySpan<byte> source, Span<byte> destination)
    {
        fixed (byte* from = source)
        {
            using UnmanagedMemoryStream packed = new(from, source.Length);
            using GZipStream gzip = new(packed, CompressionMode.Decompress);
            int written = gzip.ReadAtLeast(destination, destination.Length, throwOnEndOfStream: false);

            // One byte more than fits ends the stream, and with it the checksum is looked at.
            return written < destination.Length || gzip.ReadByte() < 0 ? written : throw new InvalidDataException($"gzip: it holds more than {destination.Length} bytes");
        }
    }

    public int MaxEncodedLength(int length) => checked(length + (length >> 8) + 128);

    public unsafe int Encode(ReadOnlySpan<byte> source, Span<byte> destination)
    {
        fixed (byte* to = destination)
        {
            using UnmanagedMemoryStream packed = new(to, 0, destination.Length, FileAccess.Write);
            using (GZipStream gzip = new(packed, CompressionLevel.Optimal, leaveOpen: true))
            {
                gzip.Write(source);
            }

            return (int)packed.Position;
        }
    }
}
