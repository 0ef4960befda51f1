using System.Buffers;
using System.Runtime.InteropServices;
using RasterFlow.Imagery;
using RasterFlow.Storage.Compression;

namespace RasterFlow.Zarr;

/// <summary>Turns a block of samples into the bytes of a shard. Pure; equal samples give equal bytes.</summary>
internal static class ShardEncoder
{
    /// <summary>Encodes [band, y, x] of a block's window; what lies outside the grid is fill, and chunks of fill alone are left out.</summary>
    public static byte[] Encode<T>(RasterStoreLayout layout, PixelWindow window, ReadOnlyMemory<T> samples)
        where T : unmanaged, IEquatable<T>
    {
        int perSide = layout.BlockSize / layout.ChunkSize;
        int chunks = checked(layout.Bands.Count * perSide * perSide);
        byte[]?[] encoded = new byte[]?[chunks];
        int[] lengths = new int[chunks];
        try
        {
            Parallel.For(0, chunks, chunk =>
            {
                (int band, int place) = Math.DivRem(chunk, perSide * perSide);
                (int row, int column) = Math.DivRem(place, perSide);
                PixelWindow part = new PixelWindow(column * layout.ChunkSize, row * layout.ChunkSize, layout.ChunkSize, layout.ChunkSize)
                    .Intersect(new PixelWindow(0, 0, window.Width, window.Height));
                if (!part.IsEmpty)
                {
                    ReadOnlySpan<T> plane = samples.Span.Slice(band * window.Area, window.Area);
                    (encoded[chunk], lengths[chunk]) = EncodeChunk(plane, window.Width, part, layout.ChunkSize);
                }
            });
            return Assemble(encoded, lengths);
        }
        finally
        {
            foreach (byte[] buffer in encoded.OfType<byte[]>())
            {
                ArrayPool<byte>.Shared.Return(buffer);
            }
        }
    }

    private static byte[] Assemble(byte[]?[] encoded, int[] lengths)
    {
        long total = lengths.Sum(length => (long)length) + ShardIndex.LengthOf(lengths.Length);
        byte[] shard = new byte[checked((int)total)];
        int offset = 0;
        for (int chunk = 0; chunk < lengths.Length; chunk++)
        {
            encoded[chunk]?.AsSpan(0, lengths[chunk]).CopyTo(shard.AsSpan(offset));
            offset += lengths[chunk];
        }

        ShardIndex.Write(lengths, shard.AsSpan(offset));
        return shard;
    }

    private static (byte[]? Buffer, int Length) EncodeChunk<T>(ReadOnlySpan<T> plane, int stride, PixelWindow part, int chunkSize)
        where T : unmanaged, IEquatable<T>
    {
        T[] chunk = ArrayPool<T>.Shared.Rent(chunkSize * chunkSize);
        try
        {
            Span<T> values = chunk.AsSpan(0, chunkSize * chunkSize);
            if (part.Width < chunkSize || part.Height < chunkSize)
            {
                values.Fill(SampleTypes.FillOf<T>());
            }

            for (int y = 0; y < part.Height; y++)
            {
                plane.Slice(((part.Y + y) * stride) + part.X, part.Width).CopyTo(values[(y * chunkSize)..]);
            }

            if (SampleTypes.IsAllFill<T>(values))
            {
                return (null, 0);
            }

            ReadOnlySpan<byte> bytes = MemoryMarshal.AsBytes(values);
            byte[] buffer = ArrayPool<byte>.Shared.Rent(ZstdCodec.Bound(bytes.Length));
            return (buffer, ZstdCodec.Compress(bytes, buffer));
        }
        finally
        {
            ArrayPool<T>.Shared.Return(chunk);
        }
    }
}
