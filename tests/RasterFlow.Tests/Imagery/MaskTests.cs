using RasterFlow.Imagery;

namespace RasterFlow.Tests.Imagery;

/// <summary>Internal masks hide pixels, however they are cut into tiles.</summary>
public sealed class MaskTests
{
    [Theory]
    [InlineData(32, 0)]
    [InlineData(16, 0)]
    [InlineData(64, 0)]
    [InlineData(32, 7)]
    [InlineData(20, 0)]
    [InlineData(20, 0, true)]
    [InlineData(128, 0, true)]
    [InlineData(32, 7, true)]
    public async Task Read_MaskOfAnyTiles_ClearsHiddenPixels(int maskTile, int maskRowsPerStrip, bool inPatches = false)
    {
        Func<int, int, bool> visible = inPatches ? (x, y) => ((x / 27) + (y / 9)) % 2 == 0 : Visible;
        TestTiff tiff = new() { Bands = 2, Mask = new TestTiff { Bits = 1, Tile = maskTile, RowsPerStrip = maskRowsPerStrip, Value = (_, _, x, y) => visible(x, y) ? 1 : 0 } };
        CogFile file = await CogFile.OpenAsync(new MemoryRangeReader(tiff.Write()));

        byte[] raw = await WholeImage.DecodeAsync(file, file.Full);
        byte[] masked = await WholeImage.DecodeAsync(file, file.Full, applyMask: true);

        for (int i = 0; i < raw.Length; i++)
        {
            int pixel = i / 2 % (100 * 70);
            masked[i].ShouldBe(visible(pixel % 100, pixel / 100) ? raw[i] : (byte)0, $"byte {i}");
        }
    }

    [Fact]
    public async Task Read_MaskTileNotStored_HidesItsPixels()
    {
        TestTiff tiff = new() { Mask = new TestTiff { Bits = 1, IsSparse = tile => tile == 1, Value = (_, _, _, _) => 1 } };
        CogRasterSource source = new(await CogFile.OpenAsync(new MemoryRangeReader(tiff.Write())));
        ushort[] pixels = new ushort[7000];

        await source.ReadAsync(0, source.Grid, source.Grid.Window, Resampling.Nearest, pixels);

        pixels[31].ShouldNotBe((ushort)0);
        pixels[32].ShouldBe((ushort)0);
        pixels[(31 * 100) + 63].ShouldBe((ushort)0);
        pixels[(32 * 100) + 63].ShouldNotBe((ushort)0);
    }

    [Fact]
    public void Keep_LargeTilesOverFewPixels_KeepsTheirBitsAlone()
    {
        TileMask mask = new("a.tif", Level(64, 64, 64, 64, 1), Level(64, 64, 1 << 24, 1, 64), [0]);
        byte[] samples = new byte[1 << 24];
        samples.AsSpan().Fill(1);
        long before = GC.GetAllocatedBytesForCurrentThread();

        foreach (int tile in mask.Tiles)
        {
            mask.Keep(tile, samples);
        }

        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBeLessThan(10_000);
        byte[] pixels = [.. Enumerable.Repeat((byte)7, 64 * 64)];
        mask.Apply(0, pixels);
        pixels.ShouldAllBe(value => value == 7);
    }

    [Theory]
    [InlineData(1 << 28, 1, 5)]
    [InlineData(1 << 26, 1, 17)]
    public void Mask_OfMoreThanAGigabyteUnderOneRead_IsRefused(int maskTileWidth, int maskTileHeight, int rows)
    {
        CogLevel level = Level(64, rows, 64, 64, 1);
        CogLevel mask = Level(64, rows, maskTileWidth, maskTileHeight, rows);

        Should.Throw<UnsupportedRasterException>(() => new TileMask("a.tif", level, mask, [0])).Message.ShouldContain("at most 1,073,741,824 are read at once");
    }

    [Fact]
    public void Mask_UnderMoreThanAGigapixel_IsRefused()
    {
        CogLevel level = Level(1 << 16, 1 << 15, 1 << 13, 1 << 13, 32);

        Should.Throw<UnsupportedRasterException>(() => new TileMask("a.tif", level, Level(1 << 16, 1 << 15, 1 << 13, 1 << 13, 0), Enumerable.Range(0, 32))).Message.ShouldContain("2,147,483,648 pixels");
        _ = new TileMask("a.tif", level, Level(1 << 16, 1 << 15, 1 << 13, 1 << 13, 0), Enumerable.Range(0, 16));
    }

    /// <summary>A level of one byte a pixel, so many of whose tiles are stored.</summary>
    private static CogLevel Level(int width, int height, int tileWidth, int tileHeight, int stored)
    {
        int tiles = ((width + tileWidth - 1) / tileWidth) * ((height + tileHeight - 1) / tileHeight);
        return new CogLevel
        {
            Width = width,
            Height = height,
            TileWidth = tileWidth,
            TileHeight = tileHeight,
            BandCount = 1,
            BitsPerSample = 8,
            SampleFormat = TiffSampleFormat.Unsigned,
            Compression = TiffCompression.Deflate,
            Predictor = 1,
            IsPlanar = false,
            LittleEndian = true,
            Offsets = [.. Enumerable.Range(0, tiles).Select(tile => tile < stored ? 8L : 0)],
            ByteCounts = [.. Enumerable.Range(0, tiles).Select(tile => tile < stored ? 300_000L : 0)],
        };
    }

    private static bool Visible(int x, int y) => (x * 3) + (y * 5) is var sum && sum % 7 > 2;
}
