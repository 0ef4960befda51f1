using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;

namespace RasterFlow.Tests.Samples;

/// <summary>A TIFF as the specification reads, written apart from the code under test: little-endian, DEFLATE, horizontal predictor, tiles.</summary>
internal sealed class TiffFile
{
    private readonly byte[] _bytes;

    public TiffFile(string path)
    {
        _bytes = File.ReadAllBytes(path);
        Encoding.ASCII.GetString(_bytes, 0, 4).ShouldBe("II*\0");
        for (uint at = UInt32(4); at != 0;)
        {
            int count = UInt16((int)at);
            Dictionary<int, double[]> tags = [];
            for (int i = 0; i < count; i++)
            {
                int entry = (int)at + 2 + (12 * i);
                tags.Add(UInt16(entry), Values(entry));
            }

            Directories.Add(tags);
            DirectoryEnd = (int)at + 2 + (12 * count) + 4;
            at = UInt32(DirectoryEnd - 4);
        }
    }

    /// <summary>Tags and values of each directory, in file order of the chain.</summary>
    public List<Dictionary<int, double[]>> Directories { get; } = [];

    /// <summary>Where the last directory's entries end.</summary>
    public int DirectoryEnd { get; }

    public int Width(int level = 0) => (int)Directories[level][256][0];

    public int Height(int level = 0) => (int)Directories[level][257][0];

    /// <summary>A level's pixels, [y, x].</summary>
    public int[] Read(int level = 0)
    {
        Dictionary<int, double[]> tags = Directories[level];
        int side = (int)tags[322][0];
        int size = (int)tags[258][0] / 8;
        int across = (Width(level) + side - 1) / side;
        int[] pixels = new int[Width(level) * Height(level)];
        byte[] tile = new byte[side * side * size];
        for (int t = 0; t < tags[324].Length; t++)
        {
            using ZLibStream zlib = new(new MemoryStream(_bytes, (int)tags[324][t], (int)tags[325][t]), CompressionMode.Decompress);
            zlib.ReadExactly(tile);
            for (int y = 0; y < side && (t / across * side) + y < Height(level); y++)
            {
                int value = 0;
                for (int x = 0; x < side && (t % across * side) + x < Width(level); x++)
                {
                    int at = ((y * side) + x) * size;
                    value = (value + (size == 2 ? BinaryPrimitives.ReadUInt16LittleEndian(tile.AsSpan(at)) : tile[at])) & ((1 << (8 * size)) - 1);
                    pixels[(((t / across * side) + y) * Width(level)) + (t % across * side) + x] = value;
                }
            }
        }

        return pixels;
    }

    private double[] Values(int entry)
    {
        int type = UInt16(entry + 2);
        int count = (int)UInt32(entry + 4);
        int size = type switch { 2 => 1, 3 => 2, 4 => 4, 12 => 8, _ => throw new InvalidDataException($"TIFF type {type}") };
        int at = size * count > 4 ? (int)UInt32(entry + 8) : entry + 8;
        return [.. Enumerable.Range(0, count).Select(i => type switch
        {
            2 => _bytes[at + i],
            3 => UInt16(at + (2 * i)),
            4 => UInt32(at + (4 * i)),
            _ => BinaryPrimitives.ReadDoubleLittleEndian(_bytes.AsSpan(at + (8 * i))),
        })];
    }

    private ushort UInt16(int at) => BinaryPrimitives.ReadUInt16LittleEndian(_bytes.AsSpan(at));

    private uint UInt32(int at) => BinaryPrimitives.ReadUInt32LittleEndian(_bytes.AsSpan(at));
}
