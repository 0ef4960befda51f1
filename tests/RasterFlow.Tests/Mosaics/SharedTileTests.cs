using RasterFlow.Areas;
using RasterFlow.Imagery;
using RasterFlow.Tests.Imagery;

namespace RasterFlow.Tests.Mosaics;

/// <summary>Blocks that share image tiles load each of them once, and get the same pixels as without a cache.</summary>
public sealed class SharedTileTests
{
    private const int Block = 40;

    [Theory]
    [InlineData(Resampling.Nearest, false, 1)]
    [InlineData(Resampling.Nearest, true, 1)]
    [InlineData(Resampling.Bilinear, true, 1)]
    [InlineData(Resampling.Nearest, false, 4)]
    public async Task ReadAsync_BlockByBlockAtOnce_LoadsEachTileOnceAndGivesTheSame(Resampling resampling, bool warped, int bands)
    {
        CogFile file = await CogFile.OpenAsync(new MemoryRangeReader(new TestTiff { Width = 200, Height = 150, Bands = bands }.Write()));
        TileCache cache = new(1 << 24);
        CogRasterSource shared = new(file, cache);
        CogRasterSource alone = new(file);
        RasterGrid target = Target(shared.Grid, warped);

        Dictionary<(PixelWindow Window, int Band), ushort[]> parts = [];
        await Parallel.ForEachAsync(Windows(target).SelectMany(window => Enumerable.Range(0, bands).Select(band => (window, band))), async (part, token) =>
        {
            ushort[] pixels = new ushort[part.window.Area];
            await shared.ReadAsync(part.band, target, part.window, resampling, pixels, token);
            lock (parts)
            {
                parts[part] = pixels;
            }
        });

        int tiles = file.Full.TilesAcross * file.Full.TilesDown;
        cache.Loads.ShouldBeInRange(tiles / 2, resampling == Resampling.Nearest ? tiles : 2 * tiles);
        cache.Bytes.ShouldBeLessThanOrEqualTo(resampling == Resampling.Nearest ? 0 : 1 << 24, "what has been taken whole is not kept");
        foreach (((PixelWindow window, int band), ushort[] pixels) in parts)
        {
            ushort[] expected = new ushort[window.Area];
            await alone.ReadAsync(band, target, window, resampling, expected);
            pixels.ShouldBe(expected);
        }
    }

    [Fact]
    public async Task ReadAsync_CacheTooSmall_GivesTheSame()
    {
        CogFile file = await CogFile.OpenAsync(new MemoryRangeReader(new TestTiff { Width = 200, Height = 150 }.Write()));
        TileCache cache = new(32 * 32 * 2 * 17);
        CogRasterSource shared = new(file, cache);
        CogRasterSource alone = new(file);

        foreach (PixelWindow window in Windows(shared.Grid))
        {
            ushort[] pixels = new ushort[window.Area];
            ushort[] expected = new ushort[window.Area];
            await shared.ReadAsync(0, shared.Grid, window, Resampling.Nearest, pixels);
            await alone.ReadAsync(0, shared.Grid, window, Resampling.Nearest, expected);
            pixels.ShouldBe(expected);
            cache.Bytes.ShouldBeLessThanOrEqualTo(32 * 32 * 2 * 17);
        }
    }

    private static RasterGrid Target(RasterGrid source, bool warped)
    {
        if (!warped)
        {
            return source;
        }

        NetTopologySuite.Geometries.Envelope box = new CrsTransform(source.Crs, Crs.WebMercator).Apply(source.Bounds);
        return new RasterGrid(Crs.WebMercator, Math.Floor(box.MinX), Math.Ceiling(box.MaxY), 14, (int)(box.Width / 14) + 2, (int)(box.Height / 14) + 2);
    }

    private static IEnumerable<PixelWindow> Windows(RasterGrid grid)
    {
        for (int y = 0; y < grid.Height; y += Block)
        {
            for (int x = 0; x < grid.Width; x += Block)
            {
                yield return new PixelWindow(x, y, Block, Block).Intersect(grid.Window);
            }
        }
    }
}
