using RasterFlow.Areas;
using RasterFlow.Imagery;

namespace RasterFlow.Tests.Imagery;

/// <summary>A warped pixel is a function of the grid and the image alone: any cut into windows gives the same pixels.</summary>
public sealed class WarpSeamTests
{
    public static TheoryData<Resampling, double, int> Seeds
    {
        get
        {
            TheoryData<Resampling, double, int> data = [];
            foreach (Resampling resampling in Enum.GetValues<Resampling>())
            {
                data.Add(resampling, 1, 1);
                data.Add(resampling, 1, 2);
                data.Add(resampling, 2.3, 3);
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public async Task Read_InRandomWindows_EqualsWholeRead(Resampling resampling, double coarser, int seed)
    {
        await using CogRasterSource source = await SourceAsync();
        RasterGrid target = Target(source, Crs.FromEpsg(32634), 10 * coarser);
        ushort[] whole = await ReadAsync(source, target, target.Window, resampling);
        Random random = new(seed);
        for (int i = 0; i < 25; i++)
        {
            int x = random.Next(target.Width);
            int y = random.Next(target.Height);
            PixelWindow window = new PixelWindow(x, y, random.Next(1, 200), random.Next(1, 200)).Intersect(target.Window);

            ushort[] part = await ReadAsync(source, target, window, resampling);

            part.ShouldBe(Cut(whole, target.Width, window));
        }

        whole.Count(value => value != 0).ShouldBeGreaterThan(whole.Length / 3);
    }

    [Theory]
    [InlineData(Resampling.Nearest)]
    [InlineData(Resampling.Bilinear)]
    [InlineData(Resampling.Cubic)]
    [InlineData(Resampling.Average)]
    public async Task Read_NeighbouringGrids_AgreeWhereTheyOverlap(Resampling resampling)
    {
        await using CogRasterSource source = await SourceAsync();
        RasterGrid target = Target(source, Crs.FromEpsg(32634), 10);
        PixelWindow window = new(77, 31, 150, 133);

        ushort[] whole = await ReadAsync(source, target, window, resampling);
        ushort[] cropped = await ReadAsync(source, target.Crop(window), target.Crop(window).Window, resampling);

        cropped.ShouldBe(whole);
    }

    [Theory]
    [InlineData(Resampling.Bilinear)]
    [InlineData(Resampling.Cubic)]
    [InlineData(Resampling.Average)]
    public async Task Read_OwnGrid_CopiesPixels(Resampling resampling)
    {
        await using CogRasterSource source = await SourceAsync();

        ushort[] pixels = await ReadAsync(source, source.Grid, new PixelWindow(-3, 5, 90, 40), resampling);

        pixels.ShouldBe(await ReadAsync(source, source.Grid, new PixelWindow(-3, 5, 90, 40), Resampling.Nearest));
    }

    [Fact]
    public async Task Read_GridOnTheOtherSideOfTheWorld_IsEmpty()
    {
        await using CogRasterSource source = await SourceAsync();
        RasterGrid target = new(Crs.Wgs84, -165, 1, 0.0001, 300, 300);

        ushort[] pixels = await ReadAsync(source, target, target.Window, Resampling.Bilinear);

        pixels.ShouldAllBe(value => value == 0);
    }

    private static RasterGrid Target(CogRasterSource source, Crs crs, double pixelSize)
    {
        NetTopologySuite.Geometries.Envelope box = new CrsTransform(source.Grid.Crs, crs).Apply(source.Grid.Bounds);
        return new(crs, Math.Floor(box.MinX / pixelSize) * pixelSize, Math.Ceiling(box.MaxY / pixelSize) * pixelSize, pixelSize, (int)(box.Width / pixelSize), (int)(box.Height / pixelSize));
    }

    private static async Task<CogRasterSource> SourceAsync() => new(await CogFile.OpenAsync(new MemoryRangeReader(new TestTiff
    {
        Width = 400,
        Height = 350,
        Tile = 64,
        OriginX = 730000,
        Value = (_, _, x, y) => WarpGoldenTests.SourceValue(x, y),
    }.Write())));

    private static async Task<ushort[]> ReadAsync(CogRasterSource source, RasterGrid target, PixelWindow window, Resampling resampling)
    {
        ushort[] pixels = new ushort[window.Area];
        pixels.AsSpan().Fill(0xABCD);
        await source.ReadAsync(0, target, window, resampling, pixels);
        return pixels;
    }

    private static ushort[] Cut(ushort[] whole, int width, PixelWindow window) =>
        [.. Enumerable.Range(0, window.Area).Select(i => whole[((window.Y + (i / window.Width)) * width) + window.X + (i % window.Width)])];
}
