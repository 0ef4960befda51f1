using System.Buffers.Binary;

namespace RasterFlow.Zarr.Codecs;

/// <summary>Zarr's codec <c>crc32c</c>: the data and their checksum, which is verified.</summary>
internal sealed class Crc32CBytes : IBytesCodec
{
    public int Decode(ReadOnlySpan<byte> source, Span<byte> destination)
    {
        int length = source.Length - Crc32C.Length;
        if (length < 0 || length > destination.Length)
        {
            throw new InvalidDataException($"crc32c: {source.Length} bytes cannot hold {destination.Length} and a checksum");
        }

        uint expected = BinaryPrimitives.ReadUInt32LittleEndian(source[length..]);
        uint actual = Crc32C.Compute(source[..length]);
        if (expected != actual)
        {
            throw new InvalidDataException($"crc32c: the checksum is {actual:x8} instead of {expected:x8}");
        }

        source[..length].CopyTo(destination);
        return length;
    }

    public int MaxEncodedLength(int length) => checked(length + Crc32C.Length);
}
