using System.Buffers;
using System.Buffers.Binary;

namespace RasterFlow.Vectors;

/// <summary>
/// The fragments object of one block: <c>"RFVF"</c>, version, number of labels, the bytes of each label, then the labels' rows one after the other
/// (<see cref="BlockRuns.WriteTo"/>). Little-endian base-128 varints throughout, signed ones zigzag. Equal fragments have equal bytes.
/// </summary>
internal sealed class BlockFragments
{
    private const uint Magic = 0x46564652;
    private const int Version = 2;

    private readonly ReadOnlyMemory<byte>[] _labels;

    private BlockFragments(ReadOnlyMemory<byte>[] labels) => _labels = labels;

    /// <summary>Number of labels.</summary>
    public int LabelCount => _labels.Length;

    /// <summary>The rows of one label.</summary>
    public ReadOnlyMemory<byte> this[int label] => _labels[label];

    /// <summary>Writes the runs of all labels of one block.</summary>
    public static byte[] Encode(IReadOnlyList<BlockRuns> labels)
    {
        ArrayBufferWriter<byte> rows = new();
        ArrayBufferWriter<byte> head = new();
        BinaryPrimitives.WriteUInt32LittleEndian(head.GetSpan(sizeof(uint)), Magic);
        head.Advance(sizeof(uint));
        FragmentWriter writer = new(head);
        writer.WriteUnsigned(Version);
        writer.WriteUnsigned((ulong)labels.Count);
        foreach (BlockRuns label in labels)
        {
            int before = rows.WrittenCount;
            label.WriteTo(rows);
            writer.WriteUnsigned((ulong)(rows.WrittenCount - before));
        }

        return [.. head.WrittenSpan, .. rows.WrittenSpan];
    }

    /// <summary>Reads what <see cref="Encode"/> wrote; the rows themselves are read when they are asked for.</summary>
    /// <exception cref="InvalidDataException">The bytes are not fragments, of another version, or of the wrong length.</exception>
    public static BlockFragments Decode(ReadOnlyMemory<byte> content)
    {
        if (content.Length < sizeof(uint) || BinaryPrimitives.ReadUInt32LittleEndian(content.Span) != Magic)
        {
            throw new InvalidDataException("Not a fragments object: the magic number 'RFVF' is missing.");
        }

        FragmentReader reader = new(content.Span, sizeof(uint));
        ulong version = reader.ReadUnsigned();
        if (version != Version)
        {
            throw new InvalidDataException($"Fragments of version {version}; this program reads version {Version}. Delete the fragments and vectorize again.");
        }

        int[] lengths = new int[reader.ReadCount()];
        for (int i = 0; i < lengths.Length; i++)
        {
            lengths[i] = reader.ReadCount();
        }

        long expected = reader.Position + lengths.Sum(static length => (long)length);
        if (expected != content.Length)
        {
            throw new InvalidDataException($"A fragments object has {content.Length} bytes instead of {expected}.");
        }

        ReadOnlyMemory<byte>[] labels = new ReadOnlyMemory<byte>[lengths.Length];
        int at = reader.Position;
        for (int i = 0; i < labels.Length; i++)
        {
            labels[i] = content.Slice(at, lengths[i]);
            at += lengths[i];
        }

        return new BlockFragments(labels);
    }
}
