using System.Buffers;
using System.Buffers.Binary;

namespace RasterFlow.Vectors;

/// <summary>
/// The binary form of a block's fragments. Little-endian base-128 varints throughout (signed ones zigzag):
/// <c>"RFVF"</c>, version, number of labels, then per label the finished polygons, the open components and the border runs of the four sides.
/// Corners are differences from the corner before. Equal fragments have equal bytes.
/// </summary>
internal static class FragmentCodec
{
    private const uint Magic = 0x46564652;
    private const int Version = 1;

    /// <summary>Writes the fragments of all labels of one block.</summary>
    public static byte[] Encode(IReadOnlyList<LabelFragments> labels)
    {
        ArrayBufferWriter<byte> buffer = new();
        BinaryPrimitives.WriteUInt32LittleEndian(buffer.GetSpan(sizeof(uint)), Magic);
        buffer.Advance(sizeof(uint));
        FragmentWriter writer = new(buffer);
        writer.WriteUnsigned(Version);
        writer.WriteUnsigned((ulong)labels.Count);
        foreach (LabelFragments label in labels)
        {
            writer.WriteUnsigned((ulong)label.Finished.Count);
            label.Finished.ForEach(writer.WritePolygon);
            writer.WriteUnsigned((ulong)label.Open.Count);
            foreach (OpenComponent open in label.Open)
            {
                writer.WriteStatistics(open.Statistics);
                writer.WritePaths(open.Rings);
                writer.WritePaths(open.Chains);
            }

            foreach (List<BorderRun> runs in label.Runs)
            {
                writer.WriteRuns(runs);
            }
        }

        return buffer.WrittenSpan.ToArray();
    }

    /// <summary>Reads what <see cref="Encode"/> wrote.</summary>
    /// <exception cref="InvalidDataException">The bytes are not fragments, of another version, or cut short.</exception>
    public static IReadOnlyList<LabelFragments> Decode(ReadOnlySpan<byte> content)
    {
        if (content.Length < sizeof(uint) || BinaryPrimitives.ReadUInt32LittleEndian(content) != Magic)
        {
            throw new InvalidDataException("Not a fragments object: the magic number 'RFVF' is missing.");
        }

        FragmentReader reader = new(content[sizeof(uint)..]);
        ulong version = reader.ReadUnsigned();
        if (version != Version)
        {
            throw new InvalidDataException($"Fragments of version {version}; this program reads version {Version}. Delete the fragments and vectorize again.");
        }

        LabelFragments[] labels = new LabelFragments[reader.ReadCount()];
        for (int i = 0; i < labels.Length; i++)
        {
            labels[i] = DecodeLabel(ref reader);
        }

        return reader.AtEnd ? labels : throw new InvalidDataException("A fragments object has bytes after its end.");
    }

    private static LabelFragments DecodeLabel(ref FragmentReader reader)
    {
        int finishedCount = reader.ReadCount();
        List<PixelPolygon> finished = new(finishedCount);
        for (int i = 0; i < finishedCount; i++)
        {
            finished.Add(reader.ReadPolygon());
        }

        int openCount = reader.ReadCount();
        List<OpenComponent> open = new(openCount);
        for (int i = 0; i < openCount; i++)
        {
            open.Add(new OpenComponent { Statistics = reader.ReadStatistics(), Rings = [.. reader.ReadPaths()], Chains = [.. reader.ReadPaths()] });
        }

        List<BorderRun>[] runs = new List<BorderRun>[4];
        for (int side = 0; side < runs.Length; side++)
        {
            runs[side] = reader.ReadRuns(openCount);
        }

        return new LabelFragments { Finished = finished, Open = open, Runs = runs };
    }
}
