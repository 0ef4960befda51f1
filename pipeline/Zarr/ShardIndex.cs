using System.Buffers.Binary;
using RasterFlow.Zarr.Codecs;

namespace RasterFlow.Zarr;

/// <summary>
/// Where the inner chunks of a shard lie (Zarr v3, codec <c>sharding_indexed</c>): offset and length of each as little-endian uint64, in C order;
/// both 2^64 - 1 for a chunk that holds only fill values.
/// </summary>
internal sealed class ShardIndex
{
    /// <summary>Bytes of a chunk's entry.</summary>
    public const int EntryLength = 16;

    private readonly ulong[] _entries;

    private ShardIndex(ulong[] entries) => _entries = entries;

    /// <summary>Bytes of the index of a shard of <paramref name="chunks"/> chunks with its crc32c, as we write it.</summary>
    public static int LengthOf(int chunks) => checked((chunks * EntryLength) + Crc32C.Length);

    /// <summary>Writes an index with its crc32c; a chunk of length 0 is one that was left out.</summary>
    public static void Write(ReadOnlySpan<int> lengths, Span<byte> destination)
    {
        ulong offset = 0;
        for (int i = 0; i < lengths.Length; i++)
        {
            Span<byte> entry = destination.Slice(i * EntryLength, EntryLength);
            bool present = lengths[i] > 0;
            BinaryPrimitives.WriteUInt64LittleEndian(entry, present ? offset : ulong.MaxValue);
            BinaryPrimitives.WriteUInt64LittleEndian(entry[8..], present ? (ulong)lengths[i] : ulong.MaxValue);
            offset += (ulong)lengths[i];
        }

        Span<byte> entries = destination[..(lengths.Length * EntryLength)];
        BinaryPrimitives.WriteUInt32LittleEndian(destination[entries.Length..], Crc32C.Compute(entries));
    }

    /// <summary>Reads the decoded entries of an index.</summary>
    /// <exception cref="InvalidDataException">An entry points outside the shard.</exception>
    public static ShardIndex Parse(ReadOnlySpan<byte> entries, long shardLengthBytes)
    {
        ulong[] values = new ulong[entries.Length / sizeof(ulong)];
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = BinaryPrimitives.ReadUInt64LittleEndian(entries[(i * sizeof(ulong))..]);
        }

        for (int i = 0; i < values.Length; i += 2)
        {
            (ulong offset, ulong length) = (values[i], values[i + 1]);
            bool missing = offset == ulong.MaxValue && length == ulong.MaxValue;
            if (!missing && (length > int.MaxValue || offset > (ulong)shardLengthBytes || length > (ulong)shardLengthBytes - offset))
            {
                throw new InvalidDataException($"chunk {i / 2} should be {length} bytes at {offset}, but the shard has {shardLengthBytes} bytes");
            }
        }

        return new ShardIndex(values);
    }

    /// <summary>Where a chunk lies; null when it was left out.</summary>
    public (long OffsetBytes, int LengthBytes)? this[int chunk] =>
        _entries[2 * chunk] == ulong.MaxValue ? null : ((long)_entries[2 * chunk], (int)_entries[(2 * chunk) + 1]);
}
