using System.Runtime.InteropServices;
using RasterFlow.Imagery;
using RasterFlow.Zarr.Codecs;

namespace RasterFlow.Zarr;

/// <summary>Encodes the chunks of a block in parallel. Pure; equal samples give equal bytes.</summary>
internal sealed class BlockEncoder : IDisposable
{
    private readonly RentedBuffer<byte>?[] _chunks;
    private readonly int[] _lengths;

    private BlockEncoder(int chunks) => (_chunks, _lengths) = (new RentedBuffer<byte>?[chunks], new int[chunks]);

    /// <summary>Length of each chunk in bytes, [band, row, column]; 0 for a chunk of fill alone.</summary>
    public ReadOnlySpan<int> Lengths => _lengths;

    /// <summary>An encoded chunk; empty when it holds fill alone.</summary>
    public ReadOnlyMemory<byte> this[int chunk] => _chunks[chunk]?.Memory[.._lengths[chunk]] ?? default;

    /// <summary>Encodes [band, y, x] of a block's window; what lies outside the grid is fill.</summary>
    /// <param name="layout">The store.</param>
    /// <param name="window">The block's window.</param>
    /// <param name="samples">[band, y, x].</param>
    /// <param name="always">A chunk that is encoded even when it holds fill alone; -1 for none.</param>
    public static BlockEncoder Encode<T>(RasterStoreLayout layout, PixelWindow window, ReadOnlyMemory<T> samples, int always = -1)
        where T : unmanaged
    {
        int perSide = layout.BlockSize / layout.ChunkSize;
        BlockEncoder encoded = new(checked(layout.Bands.Count * perSide * perSide));
        IBytesEncoder encoder = ZarrCompressions.EncoderOf(layout.Compression);
        try
        {
            Parallel.For(0, encoded._chunks.Length, chunk =>
            {
                (int band, int place) = Math.DivRem(chunk, perSide * perSide);
                (int row, int column) = Math.DivRem(place, perSide);
                PixelWindow part = new PixelWindow(column * layout.ChunkSize, row * layout.ChunkSize, layout.ChunkSize, layout.ChunkSize)
                    .Intersect(new PixelWindow(0, 0, window.Width, window.Height));
                if (!part.IsEmpty)
                {
                    ReadOnlySpan<T> plane = samples.Span.Slice(band * window.Area, window.Area);
                    encoded.EncodeChunk(chunk, Cut(plane, window.Width, part, layout.ChunkSize), encoder, chunk == always);
                }
            });
            return encoded;
        }
        catch
        {
            encoded.Dispose();
            throw;
        }
    }

    /// <summary>All chunks and their index as one shard.</summary>
    public RentedBuffer<byte> ToShard()
    {
        long total = _lengths.Sum(static length => (long)length) + ShardIndex.LengthOf(_lengths.Length);
        RentedBuffer<byte> shard = new(checked((int)total));
        int offset = 0;
        for (int chunk = 0; chunk < _lengths.Length; chunk++)
        {
            this[chunk].Span.CopyTo(shard.Span[offset..]);
            offset += _lengths[chunk];
        }

        ShardIndex.Write(_lengths, shard.Span[offset..]);
        return shard;
    }

    public void Dispose()
    {
        foreach (RentedBuffer<byte>? chunk in _chunks)
        {
            chunk?.Dispose();
        }
    }

    private static RentedBuffer<T> Cut<T>(ReadOnlySpan<T> plane, int stride, PixelWindow part, int chunkSize)
        where T : unmanaged
    {
        RentedBuffer<T> chunk = new(chunkSize * chunkSize);
        if (part.Width < chunkSize || part.Height < chunkSize)
        {
            chunk.Span.Fill(SampleTypes.FillOf<T>());
        }

        for (int y = 0; y < part.Height; y++)
        {
            plane.Slice(((part.Y + y) * stride) + part.X, part.Width).CopyTo(chunk.Span[(y * chunkSize)..]);
        }

        return chunk;
    }

    private void EncodeChunk<T>(int number, RentedBuffer<T> samples, IBytesEncoder encoder, bool always)
        where T : unmanaged
    {
        using (samples)
        {
            if (always || !SampleTypes.IsAllFill<T>(samples.Span))
            {
                ReadOnlySpan<byte> bytes = MemoryMarshal.AsBytes(samples.Span);
                RentedBuffer<byte> buffer = new(encoder.MaxEncodedLength(bytes.Length));
                _chunks[number] = buffer;
                _lengths[number] = encoder.Encode(bytes, buffer.Span);
            }
        }
    }
}
