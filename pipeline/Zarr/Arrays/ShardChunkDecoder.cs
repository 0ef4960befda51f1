using RasterFlow.Imagery;

namespace RasterFlow.Zarr.Arrays;

/// <summary>A whole shard as one chunk of its array; also a shard within a shard.</summary>
internal sealed class ShardChunkDecoder(ShardFormat format, int[] shape, byte[] fill) : IChunkDecoder
{
    public void Decode(ReadOnlySpan<byte> encoded, Span<byte> elements)
    {
        if (encoded.Length < format.IndexLength)
        {
            throw new InvalidDataException($"a shard of {encoded.Length} bytes is shorter than its index of {format.IndexLength}");
        }

        ShardIndex index = format.ReadIndex(format.IndexAtStart ? encoded[..format.IndexLength] : encoded[^format.IndexLength..], encoded.Length);
        FillWith(fill, elements);
        using RentedBuffer<byte> chunk = new(checked(format.ChunkShape.Aggregate(fill.Length, static (product, side) => checked(product * side))));
        int[] place = new int[shape.Length];
        for (int number = 0; number < format.ChunkCount; number++)
        {
            if (index[number] is { } where)
            {
                format.Chunks.Decode(encoded.Slice((int)where.OffsetBytes, where.LengthBytes), chunk.Span);
                Place(chunk.Span, place, elements);
            }

            for (int axis = place.Length - 1; axis >= 0 && ++place[axis] == format.ChunksPerShard[axis]; axis--)
            {
                place[axis] = 0;
            }
        }
    }

    /// <summary>Repeats one element.</summary>
    public static void FillWith(ReadOnlySpan<byte> fill, Span<byte> elements)
    {
        if (!fill.ContainsAnyExcept((byte)0))
        {
            elements.Clear();
            return;
        }

        for (int i = 0; i < elements.Length; i += fill.Length)
        {
            fill.CopyTo(elements[i..]);
        }
    }

    private void Place(ReadOnlySpan<byte> chunk, int[] place, Span<byte> elements)
    {
        long[] origin = new long[place.Length];
        for (int axis = 0; axis < place.Length; axis++)
        {
            origin[axis] = (long)place[axis] * format.ChunkShape[axis];
        }

        Box from = new(origin, format.ChunkShape);
        Box.Copy(chunk, from, elements, new Box(new long[place.Length], shape), fill.Length);
    }
}
