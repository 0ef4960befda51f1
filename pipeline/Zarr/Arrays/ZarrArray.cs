using System.Runtime.InteropServices;
using System.Text;
using RasterFlow.Imagery;
using RasterFlow.Storage;
using RasterFlow.Zarr.Codecs;

namespace RasterFlow.Zarr.Arrays;

/// <summary>
/// Reads parts of any Zarr array, chunk by chunk; of a shard all of it. <see cref="RasterStoreReader"/> is the reader for large rasters.
/// Safe for concurrent use.
/// </summary>
internal sealed class ZarrArray(IObjectStore store, string path, ArrayMetadata metadata)
{
    private const int ConcurrentChunks = 8;

    /// <summary>What the array's metadata says.</summary>
    public ArrayMetadata Metadata => metadata;

    /// <summary>Reads a part of the array.</summary>
    /// <param name="part">Inside the array.</param>
    /// <param name="destination">Filled in C order; elements without a chunk get the fill value.</param>
    /// <param name="cancellationToken">Cancels the requests.</param>
    /// <exception cref="ArgumentException">The type is not the array's, or the part leaves it.</exception>
    /// <exception cref="RasterStoreCorruptException">A chunk is damaged.</exception>
    public async Task ReadAsync<T>(Box part, Memory<T> destination, CancellationToken cancellationToken = default)
        where T : unmanaged
    {
        if (metadata.Type.ClrType != typeof(T))
        {
            throw new ArgumentException($"The array holds {metadata.Type.Kind} of {metadata.Type.Size} bytes, not {typeof(T).Name}.");
        }

        RequireInside(part, destination.Length);
        ShardChunkDecoder.FillWith(metadata.Fill, MemoryMarshal.AsBytes(destination.Span));
        ParallelOptions options = new() { MaxDegreeOfParallelism = ConcurrentChunks, CancellationToken = cancellationToken };
        await Parallel.ForEachAsync(ChunksOf(part), options, async (index, token) =>
        {
            if (await store.ReadAsync(KeyOf(index), token) is { } encoded)
            {
                using RentedBuffer<byte> chunk = new(metadata.ChunkLength);
                Guard(index, () => metadata.Codecs.Decoder!.Decode(encoded, chunk.Span));
                Box.Copy(chunk.Span, BoxOf(index), MemoryMarshal.AsBytes(destination.Span), part, metadata.Type.Size);
            }
        });
    }

    /// <summary>Reads all of the array.</summary>
    /// <exception cref="RasterStoreCorruptException">A chunk is damaged.</exception>
    public async Task<T[]> ReadAllAsync<T>(CancellationToken cancellationToken = default)
        where T : unmanaged
    {
        Box all = Whole();
        T[] values = new T[all.Count];
        await ReadAsync<T>(all, values, cancellationToken);
        return values;
    }

    /// <summary>Reads all of an array of texts, of a fixed length or of any.</summary>
    /// <exception cref="RasterStoreCorruptException">A chunk is damaged.</exception>
    public async Task<string[]> ReadTextsAsync(CancellationToken cancellationToken = default)
    {
        Box all = Whole();
        string[] texts = new string[all.Count];
        Array.Fill(texts, string.Empty);
        foreach (long[] index in ChunksOf(all))
        {
            if (await store.ReadAsync(KeyOf(index), cancellationToken) is not { } encoded)
            {
                continue;
            }

            string[] chunk = [];
            Guard(index, () => chunk = DecodeTexts(encoded));
            Place(chunk, BoxOf(index), texts);
        }

        return texts;
    }

    private string[] DecodeTexts(byte[] encoded)
    {
        int count = metadata.ChunkShape.Aggregate(1, static (product, side) => checked(product * side));
        if (metadata.Codecs.Texts is { } chain)
        {
            return VlenUtf8.Decode(chain.DecodeAll(encoded), count);
        }

        byte[] bytes = new byte[metadata.ChunkLength];
        metadata.Codecs.Decoder!.Decode(encoded, bytes);
        Encoding encoding = metadata.Type.Kind switch
        {
            ElementKind.FixedText => Encoding.UTF32,
            ElementKind.FixedBytes => Encoding.Latin1,
            _ => throw new NotSupportedException($"texts in an array of {metadata.Type.Kind}"),
        };
        return [.. Enumerable.Range(0, count).Select(i => encoding.GetString(bytes, i * metadata.Type.Size, metadata.Type.Size).TrimEnd('\0'))];
    }

    private void Place(string[] chunk, Box from, string[] texts)
    {
        long[] at = new long[from.Shape.Length];
        foreach (string text in chunk)
        {
            long offset = 0;
            bool inside = true;
            for (int axis = 0; axis < at.Length; axis++)
            {
                long place = from.Origin[axis] + at[axis];
                inside &= place < metadata.Shape[axis];
                offset = (offset * metadata.Shape[axis]) + place;
            }

            if (inside)
            {
                texts[offset] = text;
            }

            for (int axis = at.Length - 1; axis >= 0 && ++at[axis] == from.Shape[axis]; axis--)
            {
                at[axis] = 0;
            }
        }
    }

    private Box Whole() => new(new long[metadata.Shape.Length], [.. metadata.Shape.Select(static side => checked((int)side))]);

    private Box BoxOf(long[] index) => new([.. index.Zip(metadata.ChunkShape, static (number, side) => number * side)], metadata.ChunkShape);

    private string KeyOf(long[] index) => StoreKeys.Combine(path, metadata.Keys.KeyOf(index));

    private IEnumerable<long[]> ChunksOf(Box part)
    {
        if (part.Count == 0)
        {
            yield break;
        }

        long[] first = [.. part.Origin.Zip(metadata.ChunkShape, static (origin, side) => origin / side)];
        long[] last = [.. Enumerable.Range(0, first.Length).Select(axis => (part.Origin[axis] + part.Shape[axis] - 1) / metadata.ChunkShape[axis])];
        long[] at = [.. first];
        while (true)
        {
            yield return [.. at];
            int axis = at.Length - 1;
            while (axis >= 0 && ++at[axis] > last[axis])
            {
                at[axis] = first[axis];
                axis--;
            }

            if (axis < 0)
            {
                yield break;
            }
        }
    }

    private void RequireInside(Box part, int length)
    {
        bool inside = part.Origin.Length == metadata.Shape.Length && part.Shape.Length == metadata.Shape.Length;
        for (int axis = 0; inside && axis < metadata.Shape.Length; axis++)
        {
            inside = part.Origin[axis] >= 0 && part.Shape[axis] >= 0 && part.Origin[axis] + part.Shape[axis] <= metadata.Shape[axis];
        }

        if (!inside || part.Count != length)
        {
            throw new ArgumentException($"The part [{string.Join(", ", part.Shape)}] at [{string.Join(", ", part.Origin)}] of an array of [{string.Join(", ", metadata.Shape)}] does not fit {length} elements.", nameof(part));
        }
    }

    private void Guard(long[] index, Action decode)
    {
        try
        {
            decode();
        }
        catch (Exception e) when (e is InvalidDataException or OverflowException)
        {
            throw new RasterStoreCorruptException(store.GetUri(KeyOf(index)), $"a chunk cannot be decoded ({e.Message.TrimEnd('.')})", e);
        }
    }
}
