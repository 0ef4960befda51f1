using System.Buffers;
using RasterFlow.Vectors;

namespace RasterFlow.Tiles;

/// <summary>Directories: five columns of varints (PMTiles 3, section 4.2), before compression.</summary>
internal static class PmTilesDirectory
{
    /// <summary>Root directory and head must fit the first 16 KiB (section 4).</summary>
    public const int RootLimit = 16384 - PmTilesHeader.Size;

    private const int FirstLeafEntries = 4096;

    /// <summary>The bytes of a directory.</summary>
    public static byte[] Encode(IReadOnlyList<PmTilesEntry> entries)
    {
        ArrayBufferWriter<byte> buffer = new();
        FragmentWriter writer = new(buffer);
        writer.WriteUnsigned((ulong)entries.Count);
        ulong last = 0;
        foreach (PmTilesEntry entry in entries)
        {
            writer.WriteUnsigned(entry.TileId - last);
            last = entry.TileId;
        }

        foreach (PmTilesEntry entry in entries)
        {
            writer.WriteUnsigned(entry.RunLength);
        }

        foreach (PmTilesEntry entry in entries)
        {
            writer.WriteUnsigned(entry.Length);
        }

        for (int i = 0; i < entries.Count; i++)
        {
            bool follows = i > 0 && entries[i].Offset == entries[i - 1].Offset + entries[i - 1].Length;
            writer.WriteUnsigned(follows ? 0 : entries[i].Offset + 1);
        }

        return buffer.WrittenSpan.ToArray();
    }

    /// <summary>Reads a directory.</summary>
    /// <exception cref="InvalidDataException">The bytes are cut short or hold an impossible offset.</exception>
    public static PmTilesEntry[] Decode(ReadOnlySpan<byte> content)
    {
        FragmentReader reader = new(content);
        int count = reader.ReadCount();
        PmTilesEntry[] entries = new PmTilesEntry[count];
        ulong id = 0;
        for (int i = 0; i < count; i++)
        {
            id += reader.ReadUnsigned();
            entries[i] = new PmTilesEntry(id, 0, 0, 0);
        }

        for (int i = 0; i < count; i++)
        {
            entries[i] = entries[i] with { RunLength = ReadUInt32(ref reader) };
        }

        for (int i = 0; i < count; i++)
        {
            entries[i] = entries[i] with { Length = ReadUInt32(ref reader) };
        }

        for (int i = 0; i < count; i++)
        {
            ulong offset = reader.ReadUnsigned();
            if (offset == 0 && i == 0)
            {
                throw new InvalidDataException("The first entry of a PMTiles directory has no offset.");
            }

            entries[i] = entries[i] with { Offset = offset == 0 ? entries[i - 1].Offset + entries[i - 1].Length : offset - 1 };
        }

        return entries;
    }

    private static uint ReadUInt32(ref FragmentReader reader)
    {
        ulong value = reader.ReadUnsigned();
        return value <= uint.MaxValue ? (uint)value : throw new InvalidDataException($"A PMTiles directory holds {value} where at most {uint.MaxValue} can be.");
    }

    /// <summary>The compressed root, and the compressed leaves when the root alone would not fit.</summary>
    public static (byte[] Root, byte[] Leaves) Build(IReadOnlyList<PmTilesEntry> entries)
    {
        byte[] whole = Gzip.Compress(Encode(entries));
        if (whole.Length <= RootLimit)
        {
            return (whole, []);
        }

        for (int size = FirstLeafEntries; ; size += size / 4)
        {
            using MemoryStream leaves = new();
            List<PmTilesEntry> root = [];
            for (int start = 0; start < entries.Count; start += size)
            {
                byte[] leaf = Gzip.Compress(Encode([.. entries.Skip(start).Take(size)]));
                root.Add(new PmTilesEntry(entries[start].TileId, (ulong)leaves.Length, (uint)leaf.Length, 0));
                leaves.Write(leaf);
            }

            byte[] content = Gzip.Compress(Encode(root));
            if (content.Length <= RootLimit)
            {
                return (content, leaves.ToArray());
            }
        }
    }

    /// <summary>The entry that holds a tile or leads to it; null when there is none.</summary>
    public static PmTilesEntry? Find(PmTilesEntry[] entries, ulong tile)
    {
        int low = 0;
        int high = entries.Length;
        while (low < high)
        {
            int middle = (low + high) / 2;
            (low, high) = entries[middle].TileId <= tile ? (middle + 1, high) : (low, middle);
        }

        return low > 0 && entries[low - 1] is var entry && (entry.RunLength == 0 || tile - entry.TileId < entry.RunLength) ? entry : null;
    }
}
