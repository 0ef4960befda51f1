using System.Buffers.Binary;

namespace RasterFlow.Tiles;

/// <summary>The fixed head of a PMTiles archive, version 3 (https://github.com/protomaps/PMTiles/blob/main/spec/v3/spec.md, section 3). Offsets and lengths are bytes.</summary>
public sealed record PmTilesHeader
{
    /// <summary>Size of the head.</summary>
    public const int Size = 127;

    /// <summary>Code of gzip, for directories, metadata and tiles (section 3.3).</summary>
    public const byte Gzip = 2;

    /// <summary>Code of no compression.</summary>
    public const byte NoCompression = 1;

    /// <summary>Code of Mapbox vector tiles (section 3.4).</summary>
    public const byte VectorTiles = 1;

    private const double DegreeUnit = 1e7;

    /// <summary>Where the root directory lies.</summary>
    public required ulong RootOffset { get; init; }

    /// <summary>Size of the root directory.</summary>
    public required ulong RootLength { get; init; }

    /// <summary>Where the JSON metadata lies.</summary>
    public required ulong MetadataOffset { get; init; }

    /// <summary>Size of the JSON metadata.</summary>
    public required ulong MetadataLength { get; init; }

    /// <summary>Where the leaf directories lie.</summary>
    public required ulong LeavesOffset { get; init; }

    /// <summary>Size of all leaf directories; 0 when the root holds every entry.</summary>
    public required ulong LeavesLength { get; init; }

    /// <summary>Where the tiles lie.</summary>
    public required ulong DataOffset { get; init; }

    /// <summary>Size of all tiles.</summary>
    public required ulong DataLength { get; init; }

    /// <summary>Tiles that can be asked for.</summary>
    public required ulong AddressedTiles { get; init; }

    /// <summary>Directory entries that point to tiles.</summary>
    public required ulong TileEntries { get; init; }

    /// <summary>Different tile contents.</summary>
    public required ulong TileContents { get; init; }

    /// <summary>Whether the tiles lie in the order of their ids.</summary>
    public bool Clustered { get; init; } = true;

    /// <summary>Compression of directories and metadata.</summary>
    public byte InternalCompression { get; init; } = Gzip;

    /// <summary>Compression of tiles.</summary>
    public byte TileCompression { get; init; } = Gzip;

    /// <summary>What a tile is.</summary>
    public byte TileType { get; init; } = VectorTiles;

    /// <summary>Lowest zoom.</summary>
    public required int MinZoom { get; init; }

    /// <summary>Highest zoom.</summary>
    public required int MaxZoom { get; init; }

    /// <summary>West, south, east and north edge, EPSG:4326.</summary>
    public required IReadOnlyList<double> Bounds { get; init; }

    /// <summary>Zoom to open the map at.</summary>
    public required int CentreZoom { get; init; }

    /// <summary>Longitude and latitude to open the map at.</summary>
    public required IReadOnlyList<double> Centre { get; init; }

    /// <summary>Reads a head.</summary>
    /// <exception cref="InvalidDataException">The bytes are no PMTiles archive of version 3.</exception>
    public static PmTilesHeader Read(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length < Size || !bytes.StartsWith("PMTiles"u8) || bytes[7] != 3)
        {
            throw new InvalidDataException("Not a PMTiles archive of version 3.");
        }

        return new PmTilesHeader
        {
            RootOffset = BinaryPrimitives.ReadUInt64LittleEndian(bytes[8..]),
            RootLength = BinaryPrimitives.ReadUInt64LittleEndian(bytes[16..]),
            MetadataOffset = BinaryPrimitives.ReadUInt64LittleEndian(bytes[24..]),
            MetadataLength = BinaryPrimitives.ReadUInt64LittleEndian(bytes[32..]),
            LeavesOffset = BinaryPrimitives.ReadUInt64LittleEndian(bytes[40..]),
            LeavesLength = BinaryPrimitives.ReadUInt64LittleEndian(bytes[48..]),
            DataOffset = BinaryPrimitives.ReadUInt64LittleEndian(bytes[56..]),
            DataLength = BinaryPrimitives.ReadUInt64LittleEndian(bytes[64..]),
            AddressedTiles = BinaryPrimitives.ReadUInt64LittleEndian(bytes[72..]),
            TileEntries = BinaryPrimitives.ReadUInt64LittleEndian(bytes[80..]),
            TileContents = BinaryPrimitives.ReadUInt64LittleEndian(bytes[88..]),
            Clustered = bytes[96] == 1,
            InternalCompression = bytes[97],
            TileCompression = bytes[98],
            TileType = bytes[99],
            MinZoom = bytes[100],
            MaxZoom = bytes[101],
            Bounds = [Degrees(bytes[102..]), Degrees(bytes[106..]), Degrees(bytes[110..]), Degrees(bytes[114..])],
            CentreZoom = bytes[118],
            Centre = [Degrees(bytes[119..]), Degrees(bytes[123..])],
        };
    }

    /// <summary>Writes the head.</summary>
    /// <param name="bytes">At least <see cref="Size"/> bytes.</param>
    public void Write(Span<byte> bytes)
    {
        "PMTiles"u8.CopyTo(bytes);
        bytes[7] = 3;
        ReadOnlySpan<ulong> numbers =
        [
            RootOffset, RootLength, MetadataOffset, MetadataLength, LeavesOffset, LeavesLength,
            DataOffset, DataLength, AddressedTiles, TileEntries, TileContents,
        ];
        for (int i = 0; i < numbers.Length; i++)
        {
            BinaryPrimitives.WriteUInt64LittleEndian(bytes[(8 + (8 * i))..], numbers[i]);
        }

        bytes[96] = Clustered ? (byte)1 : (byte)0;
        bytes[97] = InternalCompression;
        bytes[98] = TileCompression;
        bytes[99] = TileType;
        bytes[100] = (byte)MinZoom;
        bytes[101] = (byte)MaxZoom;
        for (int i = 0; i < 4; i++)
        {
            WriteDegrees(bytes[(102 + (4 * i))..], Bounds[i]);
        }

        bytes[118] = (byte)CentreZoom;
        WriteDegrees(bytes[119..], Centre[0]);
        WriteDegrees(bytes[123..], Centre[1]);
    }

    private static double Degrees(ReadOnlySpan<byte> bytes) => BinaryPrimitives.ReadInt32LittleEndian(bytes) / DegreeUnit;

    private static void WriteDegrees(Span<byte> bytes, double degrees) =>
        BinaryPrimitives.WriteInt32LittleEndian(bytes, (int)Math.Round(degrees * DegreeUnit));
}
