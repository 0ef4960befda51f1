using RasterFlow.Storage;

namespace RasterFlow.Tiles;

/// <summary>Reads tiles from a PMTiles archive, version 3, by byte ranges.</summary>
public sealed class PmTilesReader
{
    private const int FirstBytes = 16384;
    private const int MaxDirectoryDepth = 4;

    private readonly IRangeReader _file;
    private readonly PmTilesEntry[] _root;

    private PmTilesReader(IRangeReader file, PmTilesHeader header, PmTilesEntry[] root)
    {
        _file = file;
        Header = header;
        _root = root;
    }

    /// <summary>The archive's head.</summary>
    public PmTilesHeader Header { get; }

    /// <summary>Opens an archive: reads its head and root directory.</summary>
    /// <exception cref="InvalidDataException">The file is no PMTiles archive of version 3, or is cut short.</exception>
    /// <exception cref="NotSupportedException">The archive's compression is not known.</exception>
    public static async Task<PmTilesReader> OpenAsync(IRangeReader file, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(file);
        byte[] first = new byte[FirstBytes];
        int read = await file.ReadAsync(0, first, cancellationToken);
        PmTilesHeader header = PmTilesHeader.Read(first.AsSpan(0, read));
        if (header.RootOffset > (ulong)read || header.RootLength > (ulong)read - header.RootOffset)
        {
            throw new InvalidDataException($"{file.Name}: the root directory has {header.RootLength} bytes at {header.RootOffset}, but only {read} bytes are there.");
        }

        byte[] root = PmTilesCompression.Expand(first.AsSpan((int)header.RootOffset, (int)header.RootLength).ToArray(), header.InternalCompression, file.Name);
        return new PmTilesReader(file, header, PmTilesDirectory.Decode(root));
    }

    /// <summary>The JSON metadata, UTF-8.</summary>
    public async Task<byte[]> ReadMetadataAsync(CancellationToken cancellationToken = default) =>
        Expand(await ReadRangeAsync(Header.MetadataOffset, Header.MetadataLength, cancellationToken), Header.InternalCompression);

    /// <summary>A tile's decompressed bytes; null when the archive has no such tile.</summary>
    public async Task<byte[]?> ReadTileAsync(TileId tile, CancellationToken cancellationToken = default)
    {
        ulong number = tile.ToNumber();
        PmTilesEntry[] directory = _root;
        for (int depth = 0; depth < MaxDirectoryDepth; depth++)
        {
            if (PmTilesDirectory.Find(directory, number) is not { } entry)
            {
                return null;
            }

            if (entry.RunLength > 0)
            {
                return Expand(await ReadRangeAsync(Header.DataOffset + entry.Offset, entry.Length, cancellationToken), Header.TileCompression);
            }

            directory = await ReadLeafAsync(entry, cancellationToken);
        }

        throw TooDeep();
    }

    /// <summary>All entries that point to tiles, in the order of tile ids.</summary>
    /// <exception cref="InvalidDataException">
    /// A directory is damaged, lies deeper than any writer puts it, or comes again: a hostile archive may be a directory of itself, or many times the same.
    /// </exception>
    public async IAsyncEnumerable<PmTilesEntry> ListAsync([System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        ulong least = 0;
        Stack<(PmTilesEntry Entry, int Depth)> waiting = new(_root.Reverse().Select(static entry => (entry, 1)));
        while (waiting.TryPop(out (PmTilesEntry Entry, int Depth) next))
        {
            (PmTilesEntry entry, int depth) = next;
            if (entry.TileId < least)
            {
                throw new InvalidDataException($"{_file.Name}: tile id {entry.TileId} comes after {least - 1}; ids rise through all directories.");
            }

            least = entry.TileId + entry.RunLength;
            if (entry.RunLength > 0)
            {
                yield return entry;
                continue;
            }

            if (depth == MaxDirectoryDepth)
            {
                throw TooDeep();
            }

            foreach (PmTilesEntry inner in (await ReadLeafAsync(entry, cancellationToken)).Reverse())
            {
                waiting.Push((inner, depth + 1));
            }
        }
    }

    private InvalidDataException TooDeep() => new($"{_file.Name}: leaf directories of more than {MaxDirectoryDepth} levels.");

    private byte[] Expand(byte[] content, byte compression) => PmTilesCompression.Expand(content, compression, _file.Name);

    private async Task<PmTilesEntry[]> ReadLeafAsync(PmTilesEntry entry, CancellationToken cancellationToken)
    {
        byte[] content = await ReadRangeAsync(Header.LeavesOffset + entry.Offset, entry.Length, cancellationToken);
        return PmTilesDirectory.Decode(Expand(content, Header.InternalCompression));
    }

    private async Task<byte[]> ReadRangeAsync(ulong offset, ulong length, CancellationToken cancellationToken)
    {
        if (length > PmTilesCompression.MostBytes || offset > long.MaxValue - length)
        {
            throw new InvalidDataException($"{_file.Name}: {length} bytes at {offset} cannot be right; directories, tiles and metadata have at most {PmTilesCompression.MostBytes}.");
        }

        byte[] content = new byte[length];
        int read = await _file.ReadAsync((long)offset, content, cancellationToken);
        return read == content.Length
            ? content
            : throw new InvalidDataException($"{_file.Name}: expected {length} bytes at {offset}, got {read}.");
    }
}
