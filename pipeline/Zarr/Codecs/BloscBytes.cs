using System.Buffers.Binary;
using RasterFlow.Imagery;
using RasterFlow.Imagery.Inflate;
using RasterFlow.Storage.Compression;

namespace RasterFlow.Zarr.Codecs;

/// <summary>
/// Zarr's codec <c>blosc</c>: reads the container of c-blosc 1 (README_CHUNK_FORMAT) with blosclz, lz4, lz4hc, zlib and zstd inside, plain, byte- or bit-shuffled.
/// Everything needed is in the container's header; the metadata's configuration is not.
/// </summary>
internal sealed class BloscBytes : IBytesCodec
{
    private const int HeaderLength = 16;

    /// <summary>A block's bytes are split by the element's bytes only when there are that many elements and at most so many bytes.</summary>
    private const int LeastSplit = 128, MostSplits = 16;

    public int MaxEncodedLength(int length) => checked(length + HeaderLength);

    public int Decode(ReadOnlySpan<byte> source, Span<byte> destination)
    {
        BloscHeader header = BloscHeader.Read(source);
        if (header.Length > destination.Length)
        {
            throw new InvalidDataException($"blosc: it holds {header.Length} bytes, at most {destination.Length} fit");
        }

        destination = destination[..header.Length];
        if (header.IsCopy)
        {
            Slice(source, HeaderLength, header.Length).CopyTo(destination);
            return header.Length;
        }

        using RentedBuffer<byte>? shuffled = header.Shuffles ? new RentedBuffer<byte>(Math.Min(header.BlockSize, header.Length)) : null;
        int blocks = header.Length == 0 ? 0 : ((header.Length - 1) / header.BlockSize) + 1;
        for (int block = 0; block < blocks; block++)
        {
            Span<byte> target = destination.Slice(block * header.BlockSize, Math.Min(header.BlockSize, header.Length - (block * header.BlockSize)));
            uint start = BinaryPrimitives.ReadUInt32LittleEndian(Slice(source, HeaderLength + (4L * block), 4));
            Span<byte> unpacked = shuffled is null ? target : shuffled.Span[..target.Length];
            Unpack(source, start, unpacked, header);
            if (header.BitShuffles)
            {
                BitShuffle.Undo(unpacked, target, header.ElementSize);
            }
            else if (header.Shuffles)
            {
                ByteShuffle.Undo(unpacked, target, header.ElementSize);
            }
        }

        return header.Length;
    }

    private static void Unpack(ReadOnlySpan<byte> source, long offset, Span<byte> block, in BloscHeader header)
    {
        bool splits = header.MaySplit && block.Length == header.BlockSize && header.ElementSize <= MostSplits && block.Length / header.ElementSize >= LeastSplit;
        int parts = splits ? header.ElementSize : 1;
        int length = block.Length / parts;
        for (int part = 0; part < parts; part++)
        {
            uint packedLength = BinaryPrimitives.ReadUInt32LittleEndian(Slice(source, offset, 4));
            ReadOnlySpan<byte> packed = Slice(source, offset + 4, packedLength);
            Span<byte> target = block.Slice(part * length, length);
            if (packedLength == length)
            {
                packed.CopyTo(target);
            }
            else if (Unpack(packed, target, header.Compressor) is var written && written != length)
            {
                throw new InvalidDataException($"blosc: a part has {written} bytes instead of {length}");
            }

            offset += 4 + packedLength;
        }
    }

    private static int Unpack(ReadOnlySpan<byte> packed, Span<byte> target, BloscCompressor compressor)
    {
        string? problem;
        int written;
        switch (compressor)
        {
            case BloscCompressor.BloscLz:
                return BloscLz.Decode(packed, target);
            case BloscCompressor.Lz4:
                return Lz4Block.Decode(packed, target);
            case BloscCompressor.Zlib:
                written = Inflater.Inflate(packed, target, out problem);
                break;
            case BloscCompressor.Zstd:
                written = ZstdCodec.TryDecompress(packed, target, out problem);
                break;
            default:
                throw new InvalidDataException($"blosc: the compressor inside ({compressor}) is not supported; blosclz, lz4, lz4hc, zlib and zstd are");
        }

        return problem is null ? written : throw new InvalidDataException($"blosc: {problem}");
    }

    private static ReadOnlySpan<byte> Slice(ReadOnlySpan<byte> source, long offset, long length) =>
        offset + length <= source.Length
            ? source.Slice((int)offset, (int)length)
            : throw new InvalidDataException($"blosc: {length} bytes at {offset} reach outside its {source.Length} bytes");
}
