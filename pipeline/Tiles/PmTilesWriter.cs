using System.Security.Cryptography;
using RasterFlow.Storage;

namespace RasterFlow.Tiles;

/// <summary>
/// Writes a PMTiles archive, version 3: clustered, gzip, equal tiles stored once. Tiles come in the order of their ids; their bytes wait in a temporary
/// file, because the directories lie before them. Equal input gives equal bytes.
/// </summary>
public sealed class PmTilesWriter : IDisposable
{
    private readonly FileStream _data = TemporaryFile.Create(".tiles");

    private readonly List<PmTilesEntry> _entries = [];
    private readonly Dictionary<UInt128, (ulong Offset, uint Length)> _known = [];
    private ulong _addressed;

    /// <summary>Tiles added.</summary>
    public long TileCount => (long)_addressed;

    /// <summary>Size of the largest tile.</summary>
    public int LargestTileBytes { get; private set; }

    /// <summary>Adds a tile.</summary>
    /// <param name="tile">Its id; larger than that of the tile before.</param>
    /// <param name="content">Its gzip-compressed bytes.</param>
    /// <exception cref="ArgumentException">The tile is out of order.</exception>
    public void Add(ulong tile, ReadOnlySpan<byte> content)
    {
        if (_entries.Count > 0 && tile < _entries[^1].TileId + _entries[^1].RunLength)
        {
            throw new ArgumentException($"Tile {tile} comes after tile {_entries[^1].TileId}; tiles must come in ascending order.", nameof(tile));
        }

        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(content, hash);
        UInt128 key = System.Buffers.Binary.BinaryPrimitives.ReadUInt128LittleEndian(hash);
        if (!_known.TryGetValue(key, out (ulong Offset, uint Length) place))
        {
            place = ((ulong)_data.Position, (uint)content.Length);
            _known.Add(key, place);
            _data.Write(content);
        }

        _addressed++;
        LargestTileBytes = Math.Max(LargestTileBytes, content.Length);
        if (_entries.Count > 0 && _entries[^1] is var last && last.Offset == place.Offset && last.TileId + last.RunLength == tile)
        {
            _entries[^1] = last with { RunLength = last.RunLength + 1 };
        }
        else
        {
            _entries.Add(new PmTilesEntry(tile, place.Offset, place.Length, 1));
        }
    }

    /// <summary>Writes the archive.</summary>
    /// <param name="output">Where to; need not seek.</param>
    /// <param name="metadata">UTF-8 JSON; a map client wants <c>vector_layers</c> in it (section 5).</param>
    /// <param name="minZoom">Lowest zoom.</param>
    /// <param name="maxZoom">Highest zoom.</param>
    /// <param name="bounds">West, south, east and north edge, EPSG:4326.</param>
    /// <param name="cancellationToken">Stops writing.</param>
    /// <returns>The archive's size in bytes.</returns>
    public async Task<long> FinishAsync(
        Stream output, ReadOnlyMemory<byte> metadata, int minZoom, int maxZoom, IReadOnlyList<double> bounds, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(output);
        ArgumentNullException.ThrowIfNull(bounds);
        (byte[] root, byte[] leaves) = PmTilesDirectory.Build(_entries);
        byte[] json = Gzip.Compress(metadata.Span);
        ulong metadataOffset = PmTilesHeader.Size + (ulong)root.Length;
        ulong leavesOffset = metadataOffset + (ulong)json.Length;
        PmTilesHeader header = new()
        {
            RootOffset = PmTilesHeader.Size,
            RootLength = (ulong)root.Length,
            MetadataOffset = metadataOffset,
            MetadataLength = (ulong)json.Length,
            LeavesOffset = leavesOffset,
            LeavesLength = (ulong)leaves.Length,
            DataOffset = leavesOffset + (ulong)leaves.Length,
            DataLength = (ulong)_data.Length,
            AddressedTiles = _addressed,
            TileEntries = (ulong)_entries.Count,
            TileContents = (ulong)_known.Count,
            MinZoom = minZoom,
            MaxZoom = maxZoom,
            Bounds = bounds,
            CentreZoom = CentreZoomOf(bounds, minZoom, maxZoom),
            Centre = [(bounds[0] + bounds[2]) / 2, (bounds[1] + bounds[3]) / 2],
        };
        byte[] head = new byte[PmTilesHeader.Size];
        header.Write(head);
        foreach (byte[] part in (byte[][])[head, root, json, leaves])
        {
            await output.WriteAsync(part, cancellationToken);
        }

        _data.Position = 0;
        await _data.CopyToAsync(output, cancellationToken);
        return (long)(header.DataOffset + header.DataLength);
    }

    /// <inheritdoc/>
    public void Dispose() => _data.Dispose();

    /// <summary>The zoom at which the bounds are about one tile wide.</summary>
    private static int CentreZoomOf(IReadOnlyList<double> bounds, int minZoom, int maxZoom)
    {
        double width = Math.Max(Math.Max(bounds[2] - bounds[0], bounds[3] - bounds[1]), 1e-6);
        return Math.Clamp((int)Math.Floor(Math.Log2(360 / width)), minZoom, maxZoom);
    }
}
