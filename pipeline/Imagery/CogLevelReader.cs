namespace RasterFlow.Imagery;

/// <summary>Turns a directory into a <see cref="CogLevel"/>; refuses by name what cannot be decoded.</summary>
internal static class CogLevelReader
{
    private const int MaximumBands = 4096;

    /// <summary>Columns beside the image are decoded with the others: the most that they may take. A tile of 512 x 512 over an overview of one column is far below.</summary>
    private const long MostBesideImage = 32 << 20;

    public static async Task<CogLevel> ReadAsync(TiffDirectory directory, bool littleEndian, CancellationToken cancellationToken)
    {
        int width = await PositiveAsync(directory, TiffTag.ImageWidth, "width", cancellationToken);
        int height = await PositiveAsync(directory, TiffTag.ImageLength, "height", cancellationToken);
        int bands = (int)Math.Min(await directory.IntegerAsync(TiffTag.SamplesPerPixel, 1, cancellationToken), int.MaxValue);
        Check(directory, bands is > 0 and <= MaximumBands, $"{bands} samples per pixel");
        bool tiled = directory.Has(TiffTag.TileWidth) || directory.Has(TiffTag.TileOffsets);
        long rows = await directory.IntegerAsync(TiffTag.RowsPerStrip, height, cancellationToken);
        int offsetsTag = tiled ? TiffTag.TileOffsets : TiffTag.StripOffsets;
        int countsTag = tiled ? TiffTag.TileByteCounts : TiffTag.StripByteCounts;
        CogLevel level = new()
        {
            Width = width,
            Height = height,
            TileWidth = tiled ? await PositiveAsync(directory, TiffTag.TileWidth, "tile width", cancellationToken) : width,
            TileHeight = tiled ? await PositiveAsync(directory, TiffTag.TileLength, "tile height", cancellationToken) : (int)Math.Clamp(rows, 1, height),
            BandCount = bands,
            BitsPerSample = await UniformAsync(directory, TiffTag.BitsPerSample, 1, bands, "bits per sample", cancellationToken),
            SampleFormat = (TiffSampleFormat)await UniformAsync(directory, TiffTag.SampleFormat, 1, bands, "sample formats", cancellationToken),
            Compression = (TiffCompression)await directory.IntegerAsync(TiffTag.Compression, 1, cancellationToken),
            Predictor = (int)Math.Min(await directory.IntegerAsync(TiffTag.Predictor, 1, cancellationToken), int.MaxValue),
            IsPlanar = bands > 1 && await directory.IntegerAsync(TiffTag.PlanarConfiguration, 1, cancellationToken) == 2,
            LittleEndian = littleEndian,
            Offsets = await directory.IntegersAsync(offsetsTag, long.MaxValue, cancellationToken),
            ByteCounts = await directory.IntegersAsync(countsTag, long.MaxValue, cancellationToken),
        };
        await CheckFillOrderAsync(directory, cancellationToken);
        CheckCodec(directory, level);
        CheckTiles(directory, level);
        return level;
    }

    private static async Task<int> PositiveAsync(TiffDirectory directory, int tag, string what, CancellationToken cancellationToken)
    {
        long value = await directory.IntegerAsync(tag, 0, cancellationToken);
        Check(directory, value is > 0 and <= int.MaxValue, $"a {what} of {value}");
        return (int)value;
    }

    private static async Task<int> UniformAsync(TiffDirectory directory, int tag, int missing, int bands, string what, CancellationToken cancellationToken)
    {
        long[] values = await directory.IntegersAsync(tag, bands, cancellationToken);
        if (values.Length == 0)
        {
            return missing;
        }

        return values.All(value => value == values[0])
            ? (int)Math.Min(values[0], int.MaxValue)
            : throw Unsupported(directory, $"bands with different {what} ({string.Join(", ", values)})");
    }

    private static async Task CheckFillOrderAsync(TiffDirectory directory, CancellationToken cancellationToken)
    {
        long order = await directory.IntegerAsync(TiffTag.FillOrder, 1, cancellationToken);
        if (order != 1)
        {
            throw Unsupported(directory, $"bits in the order FillOrder {order}");
        }
    }

    private static void CheckCodec(TiffDirectory directory, CogLevel level)
    {
        if (!Enum.IsDefined(level.Compression))
        {
            throw Unsupported(directory, $"the compression {CompressionName((int)level.Compression)}");
        }

        bool known = level.SampleFormat switch
        {
            TiffSampleFormat.Unsigned or TiffSampleFormat.Signed => level.BitsPerSample is (> 0 and <= 32) or 64,
            TiffSampleFormat.Float => level.BitsPerSample is 16 or 32 or 64,
            _ => false,
        };
        if (!known)
        {
            throw Unsupported(directory, $"samples of {level.BitsPerSample} bits in the sample format {(int)level.SampleFormat}");
        }

        bool predictable = level.Predictor switch
        {
            1 => true,
            2 => !level.HasPackedBits,
            3 => level.SampleFormat == TiffSampleFormat.Float,
            _ => false,
        };
        if (!predictable)
        {
            throw Unsupported(directory, $"the predictor {level.Predictor} with samples of {level.BitsPerSample} bits");
        }
    }

    private static void CheckTiles(TiffDirectory directory, CogLevel level)
    {
        long bytes = (long)level.TileWidth * Math.Min(level.TileHeight, level.Height);
        bool fits = bytes * level.SamplesPerPixel <= CogLevel.MaximumTileBytes && level.DecodingBytes <= CogLevel.MaximumTileBytes;
        Check(directory, bytes <= CogLevel.MaximumTileBytes && fits, $"a tile of {level.TileWidth} x {level.TileHeight} pixels, {level.SamplesPerPixel} bands, {level.SampleBytes} bytes a sample, which needs more than {CogLevel.MaximumTileBytes:N0} bytes to decode. Write such a file with smaller tiles, for example: gdal_translate -of COG");
        long beside = bytes / level.TileWidth * Math.Max(0, level.TileWidth - level.Width) * level.SamplesPerPixel * level.SampleBytes;
        Check(directory, beside <= MostBesideImage, $"a tile of {level.TileWidth} x {level.TileHeight} pixels, of which {beside:N0} bytes lie beside the image of {level.Width} x {level.Height}. Write such a file with smaller tiles, for example: gdal_translate -of COG");
        long tiles = (long)level.TilesAcross * level.TilesDown * (level.IsPlanar ? level.BandCount : 1);
        Check(directory, level.Offsets.Length >= tiles && level.ByteCounts.Length >= tiles, $"{tiles:N0} tiles or strips but {level.Offsets.Length:N0} offsets and {level.ByteCounts.Length:N0} lengths");
    }

    private static void Check(TiffDirectory directory, bool sound, string claim)
    {
        if (!sound)
        {
            throw new InvalidRasterException(directory.Name, directory.OffsetBytes, $"the image directory claims {claim}.");
        }
    }

    private static UnsupportedRasterException Unsupported(TiffDirectory directory, string what) =>
        new(directory.Name, directory.OffsetBytes, $"{what} is not supported. Convert the file, for example: gdal_translate -of COG -co COMPRESS=DEFLATE -co PREDICTOR=2.");

    private static string CompressionName(int code) => code switch
    {
        2 or 3 or 4 => "CCITT fax",
        6 => "old JPEG",
        7 => "JPEG",
        34712 or 33003 or 33005 => "JPEG 2000",
        34887 => "LERC",
        34925 => "LZMA",
        34926 => "the older ZSTD",
        50001 or 34927 => "WebP",
        50002 => "JPEG XL",
        _ => "with the code",
    } + $" ({code})";
}
