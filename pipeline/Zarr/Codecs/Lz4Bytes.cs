using System.Buffers.Binary;

namespace RasterFlow.Zarr.Codecs;

/// <summary>numcodecs' codec <c>lz4</c>: the decoded length as little-endian uint32, then one LZ4 block.</summary>
internal sealed class Lz4Bytes : IBytesCodec
{
    public int Decode(ReadOnlySpan<byte> source, Span<byte> destination)
    {
        uint length = source.Length < 4 ? uint.MaxValue : BinaryPrimitives.ReadUInt32LittleEndian(source);
        return length <= destination.Length
            ? Lz4Block.Decode(source[4..], destination[..(int)length])
            : throw new InvalidDataException($"lz4: it should hold {length} bytes, at most {destination.Length} fit");
    }

    public int MaxEncodedLength(int length) => checked(length + (length / 255) + 32);
}
