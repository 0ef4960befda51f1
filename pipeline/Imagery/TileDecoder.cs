using RasterFlow.Imagery.Inflate;
using RasterFlow.Imagery.Lzw;
using RasterFlow.Storage.Compression;

namespace RasterFlow.Imagery;

/// <summary>Turns a tile's packed bytes into samples. Synchronous and free of I/O.</summary>
internal static class TileDecoder
{
    /// <summary>The most that each packing can shrink: what a tile of this many packed bytes can hold at all.</summary>
    public static bool CanHold(TiffCompression compression, long packedBytes, long decodedBytes) => compression switch
    {
        TiffCompression.None => packedBytes >= decodedBytes,
        TiffCompression.PackBits => packedBytes * 64 >= decodedBytes,
        TiffCompression.Lzw => packedBytes * 2732 >= decodedBytes,
        TiffCompression.Zstd => packedBytes * 50_000 >= decodedBytes,
        _ => packedBytes * 1033 >= decodedBytes,
    };

    /// <summary>
    /// Decodes one tile to native samples, [y, x, sample], <c>level.DecodedBytes(rows)</c> bytes.
    /// </summary>
    /// <param name="level">The image.</param>
    /// <param name="packed">The tile as it lies in the file.</param>
    /// <param name="rows">Rows of the tile that lie in the image; decoding stops after them. Some programs do not store others.</param>
    /// <param name="destination">Filled whole.</param>
    /// <param name="file">For messages.</param>
    /// <param name="offsetBytes">Where the tile lies, for messages.</param>
    /// <exception cref="InvalidRasterException">The tile is damaged.</exception>
    public static void Decode(CogLevel level, ReadOnlyMemory<byte> packed, int rows, Span<byte> destination, string file, long offsetBytes)
    {
        if (level.HasPackedBits || level.HasHalfFloats)
        {
            DecodeNarrow(level, packed, rows, destination, file, offsetBytes);
            return;
        }

        Unpack(level.Compression, packed, destination, isWhole: rows == level.TileHeight, file, offsetBytes);
        UndoPredictor(level, rows, level.SampleBytes, destination);
    }

    /// <summary>Samples that become wider than they are stored.</summary>
    private static void DecodeNarrow(CogLevel level, ReadOnlyMemory<byte> packed, int rows, Span<byte> destination, string file, long offsetBytes)
    {
        int storedRow = level.StoredRowBytes;
        using RentedBuffer<byte> stored = new(storedRow * rows);
        Unpack(level.Compression, packed, stored.Span, isWhole: rows == level.TileHeight, file, offsetBytes);
        if (level.HasHalfFloats)
        {
            UndoPredictor(level, rows, sizeof(ushort), stored.Span);
            PackedBits.Widen(stored.Span, destination);
            return;
        }

        int row = destination.Length / rows;
        bool signed = level.SampleFormat == TiffSampleFormat.Signed;
        for (int y = 0; y < rows; y++)
        {
            PackedBits.Unpack(stored.Span.Slice(y * storedRow, storedRow), level.BitsPerSample, signed, destination.Slice(y * row, row));
        }
    }

    private static void UndoPredictor(CogLevel level, int rows, int sampleBytes, Span<byte> samples)
    {
        // The floating point predictor sorts bytes itself: there is no byte order left to swap.
        if (!level.LittleEndian && level.Predictor != 3)
        {
            Predictor.SwapBytes(samples, sampleBytes);
        }

        if (level.Predictor == 1)
        {
            return;
        }

        int row = samples.Length / rows;
        using RentedBuffer<byte> scratch = new(level.Predictor == 3 ? row : 0);
        for (int y = 0; y < rows; y++)
        {
            if (level.Predictor == 2)
            {
                Predictor.UndoHorizontal(samples.Slice(y * row, row), sampleBytes, level.SamplesPerPixel);
            }
            else
            {
                Predictor.UndoFloat(samples.Slice(y * row, row), scratch.Span, sampleBytes, level.SamplesPerPixel);
            }
        }
    }

    private static void Unpack(TiffCompression compression, ReadOnlyMemory<byte> packed, Span<byte> destination, bool isWhole, string file, long offset)
    {
        int got = compression switch
        {
            TiffCompression.None => Copy(packed.Span, destination),
            TiffCompression.PackBits => PackBitsDecoder.Decode(packed.Span, destination),
            TiffCompression.Lzw => Lzw(packed.Span, destination, file, offset),
            TiffCompression.Zstd => Zstd(packed.Span, destination, isWhole, file, offset),
            _ => Inflate(packed.Span, destination, file, offset),
        };
        if (got < destination.Length)
        {
            throw got < 0
                ? new InvalidRasterException(file, offset, "the tile's LZW codes make no sense.")
                : new InvalidRasterException(file, offset, $"the tile unpacks to {got:N0} bytes, {destination.Length:N0} expected.");
        }
    }

    private static int Copy(ReadOnlySpan<byte> source, Span<byte> destination)
    {
        int count = Math.Min(source.Length, destination.Length);
        source[..count].CopyTo(destination);
        return count;
    }

    private static int Lzw(ReadOnlySpan<byte> source, Span<byte> destination, string file, long offset) => LzwDecoder.IsOldStyle(source)
        ? throw new UnsupportedRasterException(file, offset, "the LZW of programs before TIFF 5.0 (low bits first) is not supported.")
        : LzwDecoder.Decode(source, destination);

    private static int Inflate(ReadOnlySpan<byte> packed, Span<byte> destination, string file, long offset)
    {
        int got = Inflater.Inflate(packed, destination, out string? problem);
        return problem is null ? got : throw new InvalidRasterException(file, offset, $"the tile is not valid DEFLATE data: {problem}.");
    }

    private static int Zstd(ReadOnlySpan<byte> packed, Span<byte> destination, bool isWhole, string file, long offset)
    {
        int got = isWhole ? ZstdCodec.TryDecompress(packed, destination, out string? problem) : ZstdCodec.TryDecompressStart(packed, destination, out problem);
        return problem is null ? got : throw new InvalidRasterException(file, offset, $"the tile is not valid ZSTD data: {problem}.");
    }
}
