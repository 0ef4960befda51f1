using System.IO.Compression;
using System.Runtime.InteropServices;
using RasterFlow.Areas;
using RasterFlow.Imagery;

namespace RasterFlow.Tests.Imagery;

/// <summary>Tiles of many megabytes: few bytes in a file can claim them. Run alone, so that the memory measured is their own.</summary>
[Collection(nameof(MutationFuzzTests))]
public sealed class LargeTileTests : IDisposable
{
    private const int Side = 8192;
    private readonly long _mostBytes = LargeArrayBudget.MostBytes;

    public LargeTileTests() => LargeArrayBudget.MostBytes = 0;

    public void Dispose() => LargeArrayBudget.MostBytes = _mostBytes;

    /// <summary>Unpacked bits and stored ones together are more than the limit, and the samples beside the plane that imagery is read through once took 0.8 GB.</summary>
    [Theory]
    [InlineData(1, 16384, 1, false)]
    [InlineData(1, 15000, 1, false)]
    [InlineData(12, 9500, 1, false)]
    [InlineData(1, 14800, 1, true)]
    [InlineData(16, 10980, 1, true)]
    [InlineData(16, 10980, 2, true)]
    [InlineData(16, 11200, 1, false)]
    [InlineData(8, 15700, 1, true)]
    public async Task Open_LargeTile_IsRefusedWhereDecodingTakesMoreThanTheLimit(int bits, int side, int predictor, bool isRead)
    {
        byte[] content = new TestTiff { Width = 32, Height = 32, Tile = 32, Bits = bits, Predictor = predictor, Value = (_, _, x, y) => (x + y) & 1 }.Write();
        foreach (int tag in new[] { 256, 257, 322, 323 })
        {
            content = HostileTiffTests.Patched(content, tag, (uint)side);
        }

        Func<Task<CogFile>> open = () => CogFile.OpenAsync(new MemoryRangeReader(content));

        if (isRead)
        {
            (await open()).Full.DecodingBytes.ShouldBeInRange(200_000_000, 248_000_000);
            return;
        }

        (await Should.ThrowAsync<InvalidRasterException>(open)).Message.ShouldContain($"a tile of {side} x {side} pixels, 1 bands, {(bits + 7) / 8} bytes a sample, which needs more than 248,000,000 bytes to decode");
    }

    /// <summary>Rows of a large tile come in several parts; all ways to read must put them in their place, and none may need the tile twice.</summary>
    [Theory]
    [InlineData(32633, Resampling.Nearest)]
    [InlineData(32632, Resampling.Nearest)]
    [InlineData(32632, Resampling.Bilinear)]
    public async Task Read_LargeTileOf8Bits_IsRightAndTakesLittleMoreThanTheTile(int epsg, Resampling resampling)
    {
        CogRasterSource source = new(await CogFile.OpenAsync(new MemoryRangeReader(OneTile())), new TileCache(TileCache.DefaultBytes));
        CrsTransform toSource = new(Crs.FromEpsg(epsg), source.Grid.Crs);
        (double x, double y) = new CrsTransform(source.Grid.Crs, toSource.From).Apply(500_000, 5_000_000);
        RasterGrid target = new(toSource.From, x, y, 10, 64, Side);
        ushort[] pixels = new ushort[target.Window.Area];
        long before = GC.GetTotalAllocatedBytes();

        await source.ReadAsync(0, target, target.Window, resampling, pixels);

        (GC.GetTotalAllocatedBytes() - before).ShouldBeLessThan((Side * Side) + (24 << 20));
        for (int row = 2; row < Side - 70; row++)
        {
            (double fromX, double fromY) = toSource.Apply(x + 325, y - (10 * row) - 5);
            double expected = ValueOf((5_000_000 - fromY) / 10);
            if (fromX is > 500_020 and < 500_000 + (10 * (Side - 2)) && fromY is < 4_999_980 and > 5_000_000 - (10 * (Side - 2)))
            {
                ((double)pixels[(row * 64) + 32]).ShouldBe(expected, 1, $"row {row}");
            }
        }
    }

    /// <summary>Tiles that reach far below the image are sound: 300 of 3,870,000 declared rows are stored here, and 70 lie in the image.</summary>
    [Theory]
    [InlineData(1, 16, 1, 1)]
    [InlineData(5, 16, 1, 1)]
    [InlineData(5, 16, 1, 2)]
    [InlineData(8, 16, 1, 1)]
    [InlineData(8, 16, 1, 2)]
    [InlineData(8, 32, 3, 3)]
    [InlineData(8, 16, 3, 3)]
    [InlineData(8, 12, 1, 1)]
    [InlineData(32773, 8, 1, 1)]
    [InlineData(50000, 16, 1, 2)]
    [InlineData(50000, 64, 3, 3)]
    public async Task Read_TilesFarBelowTheImage_IsRightAndTakesNoMoreThanTheImage(int compression, int bits, int sampleFormat, int predictor)
    {
        TestTiff sound = new() { Width = 128, Compression = compression, Bits = bits, SampleFormat = sampleFormat, Predictor = predictor, Value = (_, _, x, y) => ((x * 3) + (y * 7)) % 251 };
        byte[] tall = HostileTiffTests.Patched((sound with { TileRows = 300 }).Write(), 323, 3_870_000);
        byte[] expected = await DecodeAsync(sound.Write());
        await DecodeAsync(tall);
        long before = GC.GetTotalAllocatedBytes();

        byte[] image = await DecodeAsync(tall);

        (GC.GetTotalAllocatedBytes() - before).ShouldBeLessThan(2 << 20);
        image.ShouldBe(expected);
    }

    [Fact]
    public async Task Read_MaskOfTilesFarBelowTheImage_TakesNoMoreThanTheImage()
    {
        byte[] content = new TestTiff { Width = 128, TileRows = 300, Mask = new TestTiff { Bits = 1, TileRows = 300, Value = (_, _, x, _) => x & 1 } }.Write();
        CogFile file = await CogFile.OpenAsync(new MemoryRangeReader(HostileTiffTests.Patched(content, 323, 3_870_000)));

        byte[] image = await WholeImage.DecodeAsync(file, file.Full, applyMask: true);

        MemoryMarshal.Cast<byte, ushort>(image)[..4].ToArray().ShouldBe([(ushort)0, 8, 0, 22]);
    }

    /// <summary>Columns beside the image cannot be left out, so that tiles may not be far wider.</summary>
    [Fact]
    public async Task Open_TilesFarBesideTheImage_AreRefused()
    {
        byte[] wide = HostileTiffTests.Patched(new TestTiff().Write(), 322, 1_000_000);

        (await Should.ThrowAsync<InvalidRasterException>(() => CogFile.OpenAsync(new MemoryRangeReader(wide))))
            .Message.ShouldContain("a tile of 1000000 x 32 pixels, of which 63,993,600 bytes lie beside the image of 100 x 70");
    }

    private static async Task<byte[]> DecodeAsync(byte[] content)
    {
        CogFile file = await CogFile.OpenAsync(new MemoryRangeReader(content));
        return await WholeImage.DecodeAsync(file, file.Full);
    }

    private static int ValueOf(double row) => 1 + ((int)row / 33);

    /// <summary>One tile of 64 MiB in a few kilobytes: every row has its own value.</summary>
    private static byte[] OneTile()
    {
        using MemoryStream packed = new();
        using (ZLibStream stream = new(packed, CompressionLevel.Fastest, leaveOpen: true))
        {
            byte[] row = new byte[Side];
            for (int y = 0; y < Side; y++)
            {
                row.AsSpan().Fill((byte)ValueOf(y));
                stream.Write(row);
            }
        }

        byte[] content = new TestTiff { Width = 32, Height = 32, Tile = 32, Bits = 8 }.Write();
        foreach ((int tag, int value) in new[] { (256, Side), (257, Side), (322, Side), (323, Side), (324, content.Length), (325, (int)packed.Length) })
        {
            content = HostileTiffTests.Patched(content, tag, (uint)value);
        }

        return [.. content, .. packed.ToArray()];
    }
}
