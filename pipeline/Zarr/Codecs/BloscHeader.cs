using System.Buffers.Binary;

namespace RasterFlow.Zarr.Codecs;

/// <summary>The 16 bytes before Blosc's blocks (c-blosc 1, README_CHUNK_FORMAT).</summary>
internal readonly record struct BloscHeader
{
    private byte Flags { get; init; }

    /// <summary>Bytes of an element: what shuffling goes by.</summary>
    public int ElementSize { get; private init; }

    /// <summary>Bytes when decoded.</summary>
    public int Length { get; private init; }

    /// <summary>Bytes of a block when decoded.</summary>
    public int BlockSize { get; private init; }

    public bool IsCopy => (Flags & 2) != 0;

    public bool BitShuffles => (Flags & 4) != 0 && (Flags & 1) == 0;

    public bool Shuffles => BitShuffles || ((Flags & 1) != 0 && ElementSize > 1);

    public bool MaySplit => (Flags & 0x10) == 0;

    public BloscCompressor Compressor => (BloscCompressor)(Flags >> 5);

    /// <summary>Reads and checks the header.</summary>
    /// <exception cref="InvalidDataException">It cannot be one.</exception>
    public static BloscHeader Read(ReadOnlySpan<byte> source)
    {
        if (source.Length < 16)
        {
            throw new InvalidDataException($"blosc: {source.Length} bytes are less than its header");
        }

        uint length = BinaryPrimitives.ReadUInt32LittleEndian(source[4..]);
        uint block = BinaryPrimitives.ReadUInt32LittleEndian(source[8..]);
        uint packed = BinaryPrimitives.ReadUInt32LittleEndian(source[12..]);
        if (source[0] is 0 or > 2 || source[3] == 0 || length > int.MaxValue || block > int.MaxValue || (block == 0 && length > 0) || packed > source.Length)
        {
            throw new InvalidDataException($"blosc: the header makes no sense (version {source[0]}, {length} bytes in blocks of {block}, {packed} of {source.Length} packed)");
        }

        return new BloscHeader { Flags = source[2], ElementSize = source[3], Length = (int)length, BlockSize = (int)block };
    }
}

/// <summary>Compressors in the upper three bits of a Blosc header's flags.</summary>
internal enum BloscCompressor
{
    BloscLz = 0,
    Lz4 = 1,
    Snappy = 2,
    Zlib = 3,
    Zstd = 4,
}
