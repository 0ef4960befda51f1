using RasterFlow.Storage.Compression;

namespace RasterFlow.Imagery;

/// <summary>One resolution of an image: how it is cut into tiles (a strip is a tile as wide as the image) and where they lie.</summary>
public sealed class CogLevel
{
    /// <summary>The most that decoding a tile or strip may take: a whole Sentinel-2 band as one strip, 241 MB, and what it is copied through, in 256 MB. Its packed bytes lie beside that, one such tile at a time in the process.</summary>
    internal const long MaximumTileBytes = 248_000_000;

    /// <summary>Columns.</summary>
    public required int Width { get; init; }

    /// <summary>Rows.</summary>
    public required int Height { get; init; }

    /// <summary>Columns of a tile; the last one of a row may reach beyond the image.</summary>
    public required int TileWidth { get; init; }

    /// <summary>Rows of a tile; the last ones may reach beyond the image.</summary>
    public required int TileHeight { get; init; }

    /// <summary>Bands of the image.</summary>
    public required int BandCount { get; init; }

    /// <summary>Bits of one sample as stored: 1-32 (whole bytes or packed) or 64; 16, 32 or 64 for floats.</summary>
    public required int BitsPerSample { get; init; }

    /// <summary>What the bits mean.</summary>
    public required TiffSampleFormat SampleFormat { get; init; }

    /// <summary>How tiles are packed.</summary>
    public required TiffCompression Compression { get; init; }

    /// <summary>1 none, 2 horizontal differences (TIFF 6.0 section 14), 3 floating point (TIFF Tech Note 3).</summary>
    public required int Predictor { get; init; }

    /// <summary>True when each band has tiles of its own.</summary>
    public required bool IsPlanar { get; init; }

    /// <summary>The byte order of samples.</summary>
    public required bool LittleEndian { get; init; }

    /// <summary>Where each tile starts, row by row (then band by band when planar); 0 for a tile without data.</summary>
    internal long[] Offsets { get; init; } = [];

    /// <summary>Packed bytes of each tile; 0 for a tile without data.</summary>
    internal long[] ByteCounts { get; init; } = [];

    /// <summary>The internal mask of this level, 0 where pixels are hidden; null without one.</summary>
    internal CogLevel? Mask { get; set; }

    /// <summary>Tiles in one row of tiles.</summary>
    public int TilesAcross => (int)(((long)Width + TileWidth - 1) / TileWidth);

    /// <summary>Rows of tiles.</summary>
    public int TilesDown => (int)(((long)Height + TileHeight - 1) / TileHeight);

    /// <summary>Bytes of one sample once decoded: packed bits become whole samples of 1, 2 or 4 bytes, 16-bit floats become 32-bit ones.</summary>
    public int SampleBytes => HasHalfFloats ? sizeof(float) : WholeBytes(BitsPerSample);

    /// <summary>Samples of one pixel that lie side by side in a tile.</summary>
    public int SamplesPerPixel => IsPlanar ? 1 : BandCount;

    /// <summary>The index of a tile in the file's lists.</summary>
    public int TileIndex(int column, int row, int band) => ((IsPlanar ? band : 0) * TilesAcross * TilesDown) + (row * TilesAcross) + column;

    /// <summary>Rows of a tile that lie in the image. No others are decoded: a small file may claim tiles of millions of rows.</summary>
    public int RowsOf(int tileRow) => Math.Min(TileHeight, Height - (tileRow * TileHeight));

    /// <summary>The row of tiles that a tile of the file's lists lies in.</summary>
    internal int TileRowOf(int tile) => tile % (TilesAcross * TilesDown) / TilesAcross;

    /// <summary>The pixels of a tile that lie in the image.</summary>
    internal PixelWindow WindowOf(int tile)
    {
        int x = tile % TilesAcross * TileWidth;
        return new(x, TileRowOf(tile) * TileHeight, Math.Min(TileWidth, Width - x), RowsOf(TileRowOf(tile)));
    }

    /// <summary>Bytes of a tile with this many rows, once decoded.</summary>
    internal int DecodedBytes(int rows) => checked(TileWidth * rows * SamplesPerPixel * SampleBytes);

    /// <summary>Bytes of a tile's rows in the image as stored, after unpacking.</summary>
    internal int UnpackedBytes(int tile) => checked(StoredRowBytes * RowsOf(TileRowOf(tile)));

    /// <summary>Bytes that unpack to a whole tile of the declared size, at most: no packing makes it larger than twice, and the smallest need a header.</summary>
    internal long MostPackedBytes => Most(Math.Min((long)StoredRowBytes * TileHeight, MaximumTileBytes));

    /// <summary>Packed bytes of a tile that must be read: where it reaches far below the image, as many of its first as its rows in the image can take.</summary>
    internal long NeededBytes(int tile) => Math.Min(ByteCounts[tile], Compression == TiffCompression.None ? UnpackedBytes(tile) : Most(UnpackedBytes(tile)));

    /// <summary>Bytes in use at most while a tile is decoded: its samples, beside them as they are stored where that is narrower, a row to sort or widen them in, and what decoding is stopped through.</summary>
    internal long DecodingBytes => ((long)TileWidth * Math.Min(TileHeight, Height) * SamplesPerPixel * SampleBytes)
        + (HasPackedBits || HasHalfFloats ? (long)StoredRowBytes * Math.Min(TileHeight, Height) : 0)
        + (Predictor == 3 ? (long)TileWidth * SamplesPerPixel * SampleBytes : (long)TileWidth * sizeof(ushort))
        + (Compression == TiffCompression.Zstd && Height % TileHeight != 0 ? Math.Min((long)StoredRowBytes * TileHeight, ZstdCodec.LargestWindow) : 0);

    /// <summary>Bytes of one row of a tile as stored, after unpacking: rows of packed bits end on a whole byte.</summary>
    internal int StoredRowBytes => (int)((((long)TileWidth * SamplesPerPixel * BitsPerSample) + 7) / 8);

    /// <summary>True for samples that do not fill whole bytes.</summary>
    internal bool HasPackedBits => BitsPerSample is not (8 or 16 or 32 or 64);

    /// <summary>True for floats of 16 bits.</summary>
    internal bool HasHalfFloats => SampleFormat == TiffSampleFormat.Float && BitsPerSample == 16;

    /// <summary>Bytes of the smallest whole number that holds so many bits.</summary>
    internal static int WholeBytes(int bits) => bits <= 8 ? 1 : bits <= 16 ? 2 : bits <= 32 ? 4 : 8;

    private static long Most(long unpackedBytes) => (unpackedBytes * 2) + (64 * 1024);
}
