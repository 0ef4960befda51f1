using System.Buffers.Binary;
using System.IO.Compression;
using RasterFlow.Storage.Compression;

namespace RasterFlow.Tests.Imagery;

/// <summary>
/// Writes small TIFFs of every layout that the reader knows. Written from TIFF 6.0 alone: shares no code with the reader (but for the system's zstd).
/// Pixels are a formula of band, x and y, so that a test knows them.
/// </summary>
internal sealed record TestTiff
{
    public int Width { get; init; } = 100;

    public int Height { get; init; } = 70;

    public int Bands { get; init; } = 1;

    public int Bits { get; init; } = 16;

    public int Tile { get; init; } = 32;

    /// <summary>Rows of a tile, all of them stored; 0 writes square tiles.</summary>
    public int TileRows { get; init; }

    /// <summary>Rows of a strip; 0 writes tiles.</summary>
    public int RowsPerStrip { get; init; }

    public bool BigEndian { get; init; }

    public bool BigTiff { get; init; }

    public bool Planar { get; init; }

    public int Compression { get; init; } = 8;

    public int Predictor { get; init; } = 1;

    public int SampleFormat { get; init; } = 1;

    public int? Epsg { get; init; } = 32633;

    /// <summary>Written beside the code of a projection: that of its datum.</summary>
    public int? GeographicEpsg { get; init; }

    public double OriginX { get; init; } = 500000;

    public double OriginY { get; init; } = 5000000;

    public double PixelSize { get; init; } = 10;

    public string? NoData { get; init; }

    /// <summary>Halved levels after the full one.</summary>
    public int Overviews { get; init; }

    /// <summary>Written as the internal mask of the full level.</summary>
    public TestTiff? Mask { get; init; }

    /// <summary>True leaves this tile of the first level out (offset 0).</summary>
    public Func<int, bool> IsSparse { get; init; } = _ => false;

    /// <summary>The value of a pixel of a level.</summary>
    public Func<int, int, int, int, long> Value { get; init; } = (level, band, x, y) => 1 + (((x * 7) + (y * 131) + (band * 1009) + (level * 17)) % 30000);

    public byte[] Write() => new TestTiffWriter(this, []).Write();

    public byte[] Compress(byte[] raw) => Compression switch
    {
        1 => raw,
        5 => Lzw(raw),
        32773 => PackBits(raw),
        50000 => Zstd(raw),
        _ => Deflate(raw),
    };

    private static byte[] Deflate(byte[] raw)
    {
        using MemoryStream packed = new();
        using (ZLibStream stream = new(packed, CompressionLevel.Fastest))
        {
            stream.Write(raw);
        }

        return packed.ToArray();
    }

    private static byte[] Zstd(byte[] raw)
    {
        byte[] packed = new byte[ZstdCodec.Bound(raw.Length)];
        return packed[..ZstdCodec.Compress(raw, packed)];
    }

    private static byte[] PackBits(byte[] raw)
    {
        List<byte> packed = [];
        for (int at = 0; at < raw.Length;)
        {
            int run = 1;
            while (at + run < raw.Length && run < 128 && raw[at + run] == raw[at])
            {
                run++;
            }

            packed.AddRange(run > 1 ? [(byte)(1 - run), raw[at]] : [(byte)0, raw[at]]);
            at += run;
        }

        return [.. packed];
    }

    private static byte[] Lzw(byte[] raw)
    {
        Dictionary<string, int> table = [];
        List<byte> packed = [];
        ulong window = 0;
        int bits = 0, width = 9, next = 258;
        void Put(int code)
        {
            window = (window << width) | (uint)code;
            bits += width;
            for (; bits >= 8; bits -= 8)
            {
                packed.Add((byte)(window >> (bits - 8)));
            }
        }

        string piece = string.Empty;
        int Code(string text) => text.Length == 1 ? text[0] : table[text];
        Put(256);
        foreach (byte b in raw)
        {
            string longer = piece + (char)b;
            if (longer.Length == 1 || table.ContainsKey(longer))
            {
                piece = longer;
                continue;
            }

            Put(Code(piece));
            table[longer] = next++;
            piece = ((char)b).ToString();
            width = next > 2047 ? 12 : next > 1023 ? 11 : next > 511 ? 10 : 9;
            if (next == 4094)
            {
                Put(256);
                (next, width) = (258, 9);
                table.Clear();
            }
        }

        if (piece.Length > 0)
        {
            Put(Code(piece));
            next++;
            width = next > 2047 ? 12 : next > 1023 ? 11 : next > 511 ? 10 : 9;
        }

        Put(257);
        packed.Add((byte)(window << (8 - bits)));
        return [.. packed];
    }
}
