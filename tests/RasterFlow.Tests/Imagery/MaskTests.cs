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
    public async Task Read_MaskOfAnyTiles_ClearsHiddenPixels(int maskTile, int maskRowsPerStrip)
    {
        TestTiff tiff = new() { Bands = 2, Mask = new TestTiff { Bits = 1, Tile = maskTile, RowsPerStrip = maskRowsPerStrip, Value = (_, _, x, y) => Visible(x, y) ? 1 : 0 } };
        CogFile file = await CogFile.OpenAsync(new MemoryRangeReader(tiff.Write()));

        byte[] raw = await WholeImage.DecodeAsync(file, file.Full);
        byte[] masked = await WholeImage.DecodeAsync(file, file.Full, applyMask: true);

        for (int i = 0; i < raw.Length; i++)
        {
            int pixel = i / 2 % (100 * 70);
            masked[i].ShouldBe(Visible(pixel % 100, pixel / 100) ? raw[i] : (byte)0, $"byte {i}");
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

    private static bool Visible(int x, int y) => (x * 3) + (y * 5) is var sum && sum % 7 > 2;
}
