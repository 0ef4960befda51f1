using NetTopologySuite.Geometries;
using RasterFlow.Areas;
using RasterFlow.Imagery;
using RasterFlow.Mosaics;
using RasterFlow.Scenes;
using RasterFlow.Storage;
using RasterFlow.Tests.Imagery;
using RasterFlow.Zarr;
using Xunit.Abstractions;

namespace RasterFlow.Tests.Mosaics;

/// <summary>
/// How often tiles are decoded for a year of seventy scenes, whose tiles are as large as a block. Everything is an eighth of its size in Sentinel-2's own images and in our default
/// blocks (tiles of 128 for 1024, blocks of 64 to 256 for 512 to 2048), and memory a sixty-fourth of the default.
/// </summary>
public sealed class TileDecodesTests(ITestOutputHelper output)
{
    private const int Scale = 8;
    private const int Scenes = 70;
    private const int Tile = 1024 / Scale;
    private const int Bands = 4;
    private const long Memory = Scale * Scale;

    private static readonly byte[] Band = Image(1100, 720, 10);
    private static readonly byte[] Classes = Image(550, 360, 20);

    /// <summary>On the scenes' own grid: once a run of blocks, whatever of the tile it shows. Warped: no line of the grid follows the tiles, and panels of the largest blocks share tiles.</summary>
    [Theory]
    [InlineData(512, 0, 1.01)]
    [InlineData(1024, 0, 1.01)]
    [InlineData(2048, 0, 1.01)]
    [InlineData(512, 3857, 1.05)]
    [InlineData(1024, 3857, 1.05)]
    [InlineData(2048, 3857, 1.6)]
    public async Task Composite_YearOfLargeTiles_DecodesEachOnceARun(int block, int epsg, double most)
    {
        MosaicPlan plan = Plan(block / Scale, epsg);
        TileCache cache = new(TileCache.DefaultBytes / Memory, (768L << 20) / Memory);
        BlockCompositor compositor = new(plan, new CogRasterOpener(new Readers(), cache))
        {
            Parts = new BlockParts((int)(BlockParts.Default.MaxPlaneSamples / Memory), BlockParts.Default.MaxMaskBits / Memory),
        };
        RasterStoreLayout layout = RasterStoreLayouts.ForMosaic(plan);
        HashSet<(int Run, int Tile)> wanted = [];
        long distinct = 0;
        long bytes = 0;
        for (int run = 0; run < BlockRuns.CountOf(layout); run++)
        {
            IReadOnlyList<BlockIndex> blocks = BlockRuns.At(layout, run);
            PixelWindow window = layout.WindowOf(blocks[0]);
            window = window with { Width = layout.WindowOf(blocks[^1]).Right - window.X };
            ushort[] samples = new ushort[plan.Bands.Count * window.Area];
            await compositor.CompositeAsync(0, window, samples);
            distinct += Scenes * ((Bands * TilesUnder(plan.Grid, window, 10)) + TilesUnder(plan.Grid, window, 20));
            bytes = Math.Max(bytes, cache.Bytes);
        }

        output.WriteLine($"{block} {epsg}: {cache.Decoded} decoded, {distinct} distinct in {BlockRuns.CountOf(layout)} runs: {(double)cache.Decoded / distinct:0.00}; cache {bytes * Memory >> 20} MB");
        ((double)cache.Decoded / distinct).ShouldBeInRange(0.5, most);
    }

    /// <summary>Tiles of an image that a window's pixels lie in.</summary>
    private static int TilesUnder(RasterGrid grid, PixelWindow window, double pixel)
    {
        CrsTransform toImage = new(grid.Crs, Crs.FromEpsg(32633));
        HashSet<(int, int)> tiles = [];
        for (int y = window.Y; y < window.Bottom; y++)
        {
            for (int x = window.X; x < window.Right; x++)
            {
                (double east, double north) = toImage.Apply(grid.OriginX + ((x + 0.5) * grid.PixelSize), grid.OriginY - ((y + 0.5) * grid.PixelSize));
                tiles.Add(((int)((east - 500000) / pixel / Tile), (int)((5000000 - north) / pixel / Tile)));
            }
        }

        return tiles.Count;
    }

    private static MosaicPlan Plan(int block, int epsg)
    {
        CrsTransform toDegrees = new(Crs.FromEpsg(32633), Crs.Wgs84);
        Polygon Outline(double x, double y, double width, double height) => TestScenes.Box(0, 0, 1, 1) is { } && toDegrees.Apply(new Envelope(x, x + width, y - height, y)) is { } box
            ? TestScenes.Box(box.MinX, box.MinY, box.MaxX, box.MaxY)
            : throw new InvalidOperationException();
        Scene[] scenes = [.. Enumerable.Range(0, Scenes).Select(i => TestScenes.Scene($"s{i:00}", FormattableString.Invariant($"2023-{1 + (i / 28):00}-{1 + (i % 28):00}"), originX: 500000, originY: 5000000)
            with { Footprint = Outline(500000, 5000000, 11000, 7200) })];
        MosaicRequest request = TestScenes.Request(Outline(500370, 4999470, 10000, 5600)) with { BlockSize = block, ChunkSize = 32, TargetCrs = Crs.FromEpsg(epsg == 0 ? 32633 : epsg), Resolution = epsg == 0 ? 10 : 14 };
        return MosaicPlanner.Plan(request, scenes);
    }

    private static byte[] Image(int width, int height, double pixel) =>
        new TestTiff { Width = width, Height = height, Tile = Tile, PixelSize = pixel, Value = (_, _, x, y) => pixel == 20 ? 4 : 1 + ((x + y) % 2000) }.Write();

    private sealed class Readers : IRangeReaderFactory
    {
        public IRangeReader Open(Uri address) => new MemoryRangeReader(address.AbsolutePath.EndsWith("SCL.tif", StringComparison.Ordinal) ? Classes : Band, address.AbsolutePath);
    }
}
