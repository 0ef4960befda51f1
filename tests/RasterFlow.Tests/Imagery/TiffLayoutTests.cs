using RasterFlow.Imagery;

namespace RasterFlow.Tests.Imagery;

/// <summary>Every layout decodes to the pixels that were written.</summary>
public sealed class TiffLayoutTests
{
    public static TheoryData<int, int, bool, bool, bool, int> Layouts()
    {
        // compression, predictor, big-endian, BigTIFF, planar, rows per strip (0: tiles)
        TheoryData<int, int, bool, bool, bool, int> layouts = [];
        foreach (int compression in new[] { 1, 5, 8, 32946, 32773, 50000 })
        {
            foreach (int predictor in new[] { 1, 2 })
            {
                foreach (bool bigEndian in new[] { false, true })
                {
                    layouts.Add(compression, predictor, bigEndian, bigEndian, false, 0);
                    layouts.Add(compression, predictor, bigEndian, !bigEndian, true, 0);
                    layouts.Add(compression, predictor, bigEndian, false, false, 16);
                    layouts.Add(compression, predictor, bigEndian, true, true, 33);
                }
            }
        }

        return layouts;
    }

    [Theory]
    [MemberData(nameof(Layouts))]
    public async Task Decode_Layout_GivesWrittenPixels(int compression, int predictor, bool bigEndian, bool bigTiff, bool planar, int rowsPerStrip)
    {
        TestTiff tiff = new()
        {
            Compression = compression,
            Predictor = predictor,
            BigEndian = bigEndian,
            BigTiff = bigTiff,
            Planar = planar,
            RowsPerStrip = rowsPerStrip,
            Bands = 3,
        };
        await ShouldRoundTripAsync(tiff);
    }

    [Theory]
    [InlineData(8, 1, 1)]
    [InlineData(8, 1, 2)]
    [InlineData(16, 2, 2)]
    [InlineData(32, 1, 2)]
    [InlineData(64, 1, 2)]
    [InlineData(32, 3, 1)]
    [InlineData(32, 3, 2)]
    [InlineData(32, 3, 3)]
    [InlineData(64, 3, 3)]
    [InlineData(15, 1, 1)]
    [InlineData(12, 1, 1)]
    [InlineData(4, 1, 1)]
    [InlineData(1, 1, 1)]
    [InlineData(17, 1, 1)]
    [InlineData(24, 1, 1)]
    [InlineData(31, 1, 1)]
    [InlineData(12, 2, 1)]
    [InlineData(24, 2, 1)]
    [InlineData(16, 3, 1)]
    [InlineData(16, 3, 2)]
    [InlineData(16, 3, 3)]
    public async Task Decode_SampleType_GivesWrittenPixels(int bits, int sampleFormat, int predictor)
    {
        foreach (bool bigEndian in new[] { false, true })
        {
            await ShouldRoundTripAsync(new TestTiff { Bits = bits, SampleFormat = sampleFormat, Predictor = predictor, BigEndian = bigEndian, Bands = 2 });
            await ShouldRoundTripAsync(new TestTiff { Bits = bits, SampleFormat = sampleFormat, Predictor = predictor, BigEndian = bigEndian, Width = 37 });
        }
    }

    [Theory]
    [InlineData(3)]
    [InlineData(12)]
    [InlineData(16)]
    [InlineData(29)]
    public async Task Decode_NegativeNumbers_KeepTheirSign(int bits) =>
        await ShouldRoundTripAsync(new TestTiff { Bits = bits, SampleFormat = 2, Value = (_, _, x, y) => ((x + (y * 100)) % 7) - 4 });

    [Theory]
    [InlineData(33, 1)]
    [InlineData(24, 3)]
    [InlineData(16, 5)]
    [InlineData(32, 6)]
    public async Task Open_OtherSampleType_IsRefusedByName(int bits, int sampleFormat)
    {
        byte[] file = new TestTiff { Bits = bits, SampleFormat = sampleFormat }.Write();
        UnsupportedRasterException e = await Should.ThrowAsync<UnsupportedRasterException>(() => CogFile.OpenAsync(new MemoryRangeReader(file)));
        e.Message.ShouldContain($"samples of {bits} bits in the sample format {sampleFormat}");
    }

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(8)]
    [InlineData(9)]
    [InlineData(64)]
    [InlineData(1000)]
    public void UndoHorizontal_SixteenBits_EqualsPlainSums(int width)
    {
        Random random = new(width);
        ushort[] row = [.. Enumerable.Range(0, width).Select(_ => (ushort)random.Next(65536))];
        ushort[] expected = [.. row];
        for (int i = 1; i < width; i++)
        {
            expected[i] += expected[i - 1];
        }

        Predictor.UndoHorizontal(System.Runtime.InteropServices.MemoryMarshal.AsBytes(row.AsSpan()), 2, 1);

        row.ShouldBe(expected);
    }

    [Fact]
    public async Task Decode_LargeLzwTile_SurvivesFullTables()
    {
        Random random = new(5);
        long[] noise = [.. Enumerable.Range(0, 256 * 256).Select(_ => (long)random.Next(65536))];
        await ShouldRoundTripAsync(new TestTiff { Compression = 5, Width = 256, Height = 256, Tile = 256, Value = (_, _, x, y) => noise[(y * 256) + x] });
        await ShouldRoundTripAsync(new TestTiff { Compression = 5, Width = 256, Height = 256, Tile = 256, Value = (_, _, _, _) => 7 });
    }

    private static async Task ShouldRoundTripAsync(TestTiff tiff)
    {
        CogFile file = await CogFile.OpenAsync(new MemoryRangeReader(tiff.Write()));
        byte[] samples = await WholeImage.DecodeAsync(file, file.Full);
        samples.ShouldBe(Expected(tiff, file.Full.SampleBytes), $"{tiff}");
    }

    private static byte[] Expected(TestTiff tiff, int sampleBytes)
    {
        MemoryStream expected = new();
        for (int band = 0; band < tiff.Bands; band++)
        {
            for (int y = 0; y < tiff.Height; y++)
            {
                for (int x = 0; x < tiff.Width; x++)
                {
                    long value = tiff.Value(0, band, x, y);
                    long bits = tiff switch
                    {
                        { SampleFormat: 3, Bits: 16 } => BitConverter.SingleToInt32Bits((float)(Half)value),
                        { SampleFormat: 3, Bits: 32 } => BitConverter.SingleToInt32Bits(value),
                        { SampleFormat: 3 } => BitConverter.DoubleToInt64Bits(value),
                        { SampleFormat: 2 } => value << (64 - tiff.Bits) >> (64 - tiff.Bits),
                        _ => tiff.Bits == 64 ? value : value & ((1L << tiff.Bits) - 1),
                    };
                    expected.Write(BitConverter.GetBytes(bits), 0, sampleBytes);
                }
            }
        }

        return expected.ToArray();
    }
}
