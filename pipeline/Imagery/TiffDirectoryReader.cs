namespace RasterFlow.Imagery;

/// <summary>Finds the directories of a classic TIFF (TIFF 6.0 section 2) or a BigTIFF (libtiff's BigTIFF design).</summary>
internal static class TiffDirectoryReader
{
    private const int MaximumDirectories = 64;
    private const int MaximumEntries = 4096;

    /// <summary>Reads the chain of directories.</summary>
    /// <exception cref="InvalidRasterException">No TIFF, a chain that goes round, or an offset outside the file.</exception>
    public static async Task<IReadOnlyList<TiffDirectory>> ReadAsync(TiffBytes bytes, CancellationToken cancellationToken)
    {
        (bool big, long next) = await HeaderAsync(bytes, cancellationToken);
        List<TiffDirectory> directories = [];
        HashSet<long> seen = [];
        while (next != 0)
        {
            if (!seen.Add(next))
            {
                throw new InvalidRasterException(bytes.Name, next, "the chain of image directories goes round in a circle.");
            }

            if (directories.Count == MaximumDirectories)
            {
                throw new InvalidRasterException(bytes.Name, next, $"more than {MaximumDirectories} image directories.");
            }

            (TiffDirectory directory, next) = await DirectoryAsync(bytes, next, big, cancellationToken);
            directories.Add(directory);
        }

        return directories.Count > 0 ? directories : throw new InvalidRasterException(bytes.Name, 0, "the file holds no image directory.");
    }

    private static async Task<(bool Big, long First)> HeaderAsync(TiffBytes bytes, CancellationToken cancellationToken)
    {
        ReadOnlyMemory<byte> head = await bytes.GetAsync(0, 8, "the TIFF header", cancellationToken);
        bytes.LittleEndian = head.Span[..2] switch
        {
            [(byte)'I', (byte)'I'] => true,
            [(byte)'M', (byte)'M'] => false,
            _ => throw new InvalidRasterException(bytes.Name, 0, "this is not a TIFF: it starts with neither 'II' nor 'MM'."),
        };
        switch (bytes.U16(head.Span[2..]))
        {
            case 42:
                return (false, bytes.U32(head.Span[4..]));
            case 43:
                head = await bytes.GetAsync(0, 16, "the BigTIFF header", cancellationToken);
                return bytes.U16(head.Span[4..]) == 8
                    ? (true, (long)bytes.U64(head.Span[8..]))
                    : throw new InvalidRasterException(bytes.Name, 4, "a BigTIFF with offsets of other than 8 bytes.");
            default:
                throw new InvalidRasterException(bytes.Name, 2, $"this is not a TIFF: the version is {bytes.U16(head.Span[2..])}, not 42 or 43.");
        }
    }

    private static async Task<(TiffDirectory Directory, long Next)> DirectoryAsync(TiffBytes bytes, long offset, bool big, CancellationToken cancellationToken)
    {
        int countSize = big ? 8 : 2;
        int entrySize = big ? 20 : 12;
        ReadOnlyMemory<byte> head = await bytes.GetAsync(offset, countSize, "an image directory", cancellationToken);
        ulong count = big ? bytes.U64(head.Span) : bytes.U16(head.Span);
        if (count is 0 or > MaximumEntries)
        {
            throw new InvalidRasterException(bytes.Name, offset, $"an image directory of {count:N0} entries.");
        }

        int size = ((int)count * entrySize) + (big ? 8 : 4);
        ReadOnlyMemory<byte> body = await bytes.GetAsync(offset + countSize, size, "an image directory", cancellationToken);
        Dictionary<int, TiffEntry> entries = [];
        for (int i = 0; i < (int)count; i++)
        {
            TiffEntry entry = Entry(bytes, body.Span.Slice(i * entrySize, entrySize), offset + countSize + (i * entrySize), big);
            if (TiffTag.Known.Contains(entry.Tag) && entry.Count > 0 && entry.ValueSize > 0)
            {
                entries[entry.Tag] = entry;
            }
        }

        ReadOnlySpan<byte> next = body.Span[((int)count * entrySize)..];
        return (new TiffDirectory(bytes, offset, entries), big ? (long)bytes.U64(next) : bytes.U32(next));
    }

    private static TiffEntry Entry(TiffBytes bytes, ReadOnlySpan<byte> raw, long offset, bool big)
    {
        int inline = big ? 8 : 4;
        int valueAt = big ? 12 : 8;
        ulong count = big ? bytes.U64(raw[4..]) : bytes.U32(raw[4..]);
        TiffEntry entry = new(bytes.U16(raw), bytes.U16(raw[2..]), (long)Math.Min(count, long.MaxValue), 0);
        bool fits = entry.ValueSize > 0 && entry.Count <= inline / entry.ValueSize;
        long at = fits ? offset + valueAt : big ? (long)bytes.U64(raw[valueAt..]) : bytes.U32(raw[valueAt..]);
        return entry with { OffsetBytes = at };
    }
}
