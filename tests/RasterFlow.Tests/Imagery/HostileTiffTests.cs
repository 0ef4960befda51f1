using System.Diagnostics;
using RasterFlow.Imagery;

namespace RasterFlow.Tests.Imagery;

/// <summary>Damaged files end in our own exceptions, soon, whatever is damaged.</summary>
public sealed class HostileTiffTests
{
    [Theory]
    [InlineData(1, 0, false)]
    [InlineData(5, 0, true)]
    [InlineData(8, 16, false)]
    [InlineData(32773, 0, false)]
    public async Task Read_Mutated_ThrowsOnlyOurExceptions(int compression, int rowsPerStrip, bool bigTiff)
    {
        byte[] sound = new TestTiff { Compression = compression, RowsPerStrip = rowsPerStrip, BigTiff = bigTiff, Predictor = 2, Overviews = 1 }.Write();
        Random random = new(compression + rowsPerStrip);
        Stopwatch clock = Stopwatch.StartNew();
        int refused = 0;
        for (int round = 0; round < 150; round++)
        {
            byte[] mutated = Mutate(sound, random);
            refused += await IsRefusedAsync(mutated) ? 1 : 0;
        }

        refused.ShouldBeGreaterThan(15);
        clock.Elapsed.ShouldBeLessThan(TimeSpan.FromSeconds(60));
    }

    [Fact]
    public async Task Read_CutAnywhere_IsRefused()
    {
        // All rows of all tiles lie in the image: none may be cut.
        byte[] sound = new TestTiff { Compression = 1, Height = 96 }.Write();
        for (int length = 0; length < sound.Length; length += 997)
        {
            (await IsRefusedAsync(sound[..length])).ShouldBeTrue($"cut to {length} bytes");
        }

        (await IsRefusedAsync(sound)).ShouldBeFalse();
    }

    [Fact]
    public async Task Open_DirectoriesInACircle_IsRefused()
    {
        byte[] file = new TestTiff { Overviews = 1, Epsg = null }.Write();
        int entries = BitConverter.ToUInt16(file, 8);
        int next = 10 + (12 * entries);
        BitConverter.GetBytes(8u).CopyTo(file, next);

        InvalidRasterException e = await Should.ThrowAsync<InvalidRasterException>(() => CogFile.OpenAsync(new MemoryRangeReader(file)));

        e.Message.ShouldContain("circle");
        e.OffsetBytes.ShouldBe(8);
    }

    [Theory]
    [InlineData(256, 2_000_000_000u)]
    [InlineData(322, 2_000_000_000u)]
    [InlineData(323, 0u)]
    public async Task Open_AbsurdSize_IsRefusedWithoutAllocation(int tag, uint value)
    {
        byte[] file = new TestTiff().Write();
        Patch(file, tag, value);
        long before = GC.GetAllocatedBytesForCurrentThread();

        await Should.ThrowAsync<InvalidRasterException>(() => CogFile.OpenAsync(new MemoryRangeReader(file)));

        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBeLessThan(10_000_000);
    }

    [Theory]
    [InlineData(324, 0x7FFF_FF00u, "the file ends inside tile 0")]
    [InlineData(325, 0xFFFF_FF00u, "tile 0 claims 4,294,967,040 packed bytes for 2,048 bytes of pixels")]
    [InlineData(325, 1u, "tile 0 has 1 packed bytes, too few for 2,048 bytes of pixels")]
    public async Task Read_LyingOffsetOrLength_IsRefusedByTile(int tag, uint value, string expected)
    {
        byte[] file = new TestTiff().Write();
        BitConverter.GetBytes(value).CopyTo(file, BitConverter.ToInt32(file, EntryOf(file, tag) + 8));
        CogRasterSource source = new(await CogFile.OpenAsync(new MemoryRangeReader(file)));

        InvalidRasterException e = await Should.ThrowAsync<InvalidRasterException>(
            () => source.ReadAsync(0, source.Grid, new PixelWindow(0, 0, 8, 8), Resampling.Nearest, new ushort[64]));

        e.Message.ShouldContain(expected);
    }

    [Fact]
    public async Task Open_NoTiff_SaysSo()
    {
        InvalidRasterException e = await Should.ThrowAsync<InvalidRasterException>(() => CogFile.OpenAsync(new MemoryRangeReader("<html>not found</html>"u8.ToArray())));
        e.Message.ShouldContain("not a TIFF");
    }

    [Theory]
    [InlineData(7, "JPEG (7)")]
    [InlineData(34712, "JPEG 2000 (34712)")]
    [InlineData(34887, "LERC (34887)")]
    [InlineData(34925, "LZMA (34925)")]
    [InlineData(50001, "WebP (50001)")]
    [InlineData(50002, "JPEG XL (50002)")]
    [InlineData(4711, "the code (4711)")]
    public async Task Open_OtherCompression_IsRefusedByName(int code, string name)
    {
        byte[] file = new TestTiff().Write();
        Patch(file, 259, (uint)code);
        UnsupportedRasterException e = await Should.ThrowAsync<UnsupportedRasterException>(() => CogFile.OpenAsync(new MemoryRangeReader(file)));
        e.Message.ShouldContain(name);
    }

    /// <summary>A copy with another value of a tag.</summary>
    internal static byte[] Patched(byte[] file, int tag, uint value)
    {
        byte[] copy = [.. file];
        Patch(copy, tag, value);
        return copy;
    }

    private static void Patch(byte[] file, int tag, uint value) => BitConverter.GetBytes(value).CopyTo(file, EntryOf(file, tag) + 8);

    /// <summary>Where the first directory's entry of a tag lies.</summary>
    private static int EntryOf(byte[] file, int tag) =>
        Enumerable.Range(0, BitConverter.ToUInt16(file, 8)).Select(i => 10 + (12 * i)).Single(i => BitConverter.ToUInt16(file, i) == tag);

    private static byte[] Mutate(byte[] sound, Random random)
    {
        byte[] file = [.. sound];
        int header = Math.Min(file.Length, 700);
        for (int i = random.Next(1, 6); i > 0; i--)
        {
            int at = random.Next(random.Next(3) == 0 ? file.Length : header);
            file[at] = random.Next(3) switch { 0 => (byte)0, 1 => (byte)255, _ => (byte)random.Next(256) };
        }

        return random.Next(5) == 0 ? file[..random.Next(file.Length)] : file;
    }

    private static async Task<bool> IsRefusedAsync(byte[] content)
    {
        using CancellationTokenSource limit = new(TimeSpan.FromSeconds(20));
        try
        {
            CogFile file = await CogFile.OpenAsync(new MemoryRangeReader(content), limit.Token);
            CogRasterSource source = new(file);
            RasterGrid target = new(source.Grid.Crs, 500000, 5000000, 10, 100, 70);
            await source.ReadAsync(0, target, target.Window, Resampling.Nearest, new ushort[7000], limit.Token);
            return false;
        }
        catch (RasterException)
        {
            return true;
        }
    }
}
