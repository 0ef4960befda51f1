using RasterFlow.Areas;
using RasterFlow.Imagery;
using RasterFlow.Storage;

namespace RasterFlow.Tests.Imagery;

/// <summary>Reading onto grids.</summary>
public sealed class CogRasterSourceTests
{
    private static readonly Crs Utm33 = Crs.FromEpsg(32633);

    /// <summary>The code beside a projection that the file defines is that of its datum: taken for the positions', metres would be degrees.</summary>
    [Theory]
    [InlineData(4326)]
    [InlineData(4269)]
    [InlineData(null)]
    public async Task Open_ProjectionDefinedInTheFile_IsRefusedByName(int? geographic)
    {
        CogFile file = await CogFile.OpenAsync(new MemoryRangeReader(new TestTiff { Epsg = 32767, GeographicEpsg = geographic }.Write()));

        file.Epsg.ShouldBeNull();
        Should.Throw<UnsupportedRasterException>(() => new CogRasterSource(file)).Message.ShouldContain("ProjectedCRSGeoKey 32767");
    }

    [Fact]
    public async Task Open_ProjectionAndDatumByCode_IsThatOfTheProjection() =>
        (await CogFile.OpenAsync(new MemoryRangeReader(new TestTiff { Epsg = 26914, GeographicEpsg = 4269 }.Write()))).Epsg.ShouldBe(26914);

    [Fact]
    public async Task Read_AlignedWindow_CopiesPixelsAndPadsWithZero()
    {
        TestTiff tiff = new();
        (CogRasterSource source, _) = await OpenAsync(tiff);
        PixelWindow window = new(-3, 60, 50, 20);

        ushort[] pixels = await ReadAsync(source, source.Grid, window);

        pixels.ShouldBe(Expected(window, (x, y) => x >= 0 && y < 70 ? tiff.Value(0, 0, x, y) : 0));
    }

    /// <summary>A number that means no data must be hidden before values are mixed: 65535 beside 1000 would give anything between.</summary>
    [Theory]
    [InlineData(Resampling.Nearest)]
    [InlineData(Resampling.Bilinear)]
    [InlineData(Resampling.Cubic)]
    [InlineData(Resampling.Average)]
    public async Task Read_NoDataThatTheImageDoesNotName_IsNeverMixedIn(Resampling resampling)
    {
        (CogRasterSource source, _) = await OpenAsync(new TestTiff { Value = static (_, _, x, _) => x < 40 ? 1000 : 65535 });
        RasterGrid target = source.Grid with { OriginX = source.Grid.OriginX + (0.37 * source.Grid.PixelSize), PixelSize = source.Grid.PixelSize * 1.5, Width = 60, Height = 40 };
        ushort[] pixels = new ushort[target.Window.Area];

        await source.ReadAsync(new RasterBand(0, 65535), target, target.Window, resampling, pixels);

        pixels.Distinct().Order().ShouldBe([(ushort)0, (ushort)1000]);
    }

    [Fact]
    public async Task Read_SecondBandPlanarBigEndian_CopiesThatBand()
    {
        TestTiff tiff = new() { Bands = 3, Planar = true, BigEndian = true, Predictor = 2 };
        (CogRasterSource source, _) = await OpenAsync(tiff);

        ushort[] pixels = await ReadAsync(source, source.Grid, source.Grid.Window, band: 1);

        pixels.ShouldBe(Expected(source.Grid.Window, (x, y) => tiff.Value(0, 1, x, y)));
    }

    [Theory]
    [InlineData(5.0, 0)]
    [InlineData(10.0, 0)]
    [InlineData(19.0, 0)]
    [InlineData(20.0, 1)]
    [InlineData(30.0, 1)]
    [InlineData(40.0, 2)]
    [InlineData(500.0, 2)]
    public async Task Read_OtherPixelSize_UsesCoarsestSufficientOverview(double pixelSize, int expectedLevel)
    {
        TestTiff tiff = new() { Width = 128, Height = 64, Overviews = 2 };
        (CogRasterSource source, _) = await OpenAsync(tiff);
        RasterGrid target = new(Utm33, 500000, 5000000, pixelSize, 20, 10);
        double size = 10 << expectedLevel;

        ushort[] pixels = await ReadAsync(source, target, target.Window);

        pixels.ShouldBe(Expected(target.Window, (x, y) =>
        {
            int sx = (int)Math.Floor((x + 0.5) * pixelSize / size);
            int sy = (int)Math.Floor((y + 0.5) * pixelSize / size);
            return sx < 128 >> expectedLevel && sy < 64 >> expectedLevel ? tiff.Value(expectedLevel, 0, sx, sy) : 0;
        }));
    }

    [Fact]
    public async Task Read_OtherCrs_TakesPixelThatHoldsTheCentre()
    {
        TestTiff tiff = new() { Width = 200, Height = 150 };
        (CogRasterSource source, _) = await OpenAsync(tiff);
        RasterGrid target = MercatorGrid(source);
        CrsTransform toSource = new(Crs.WebMercator, Utm33);

        ushort[] pixels = await ReadAsync(source, target, target.Window);

        int wrong = 0, filled = 0;
        for (int i = 0; i < pixels.Length; i++)
        {
            (double x, double y) = toSource.Apply(target.OriginX + ((i % target.Width) + 0.5) * target.PixelSize, target.OriginY - ((i / target.Width) + 0.5) * target.PixelSize);
            double column = (x - tiff.OriginX) / 10;
            double row = (tiff.OriginY - y) / 10;
            bool onEdge = Math.Abs(column - Math.Round(column)) < 0.05 || Math.Abs(row - Math.Round(row)) < 0.05;
            long expected = column >= 0 && row >= 0 && column < 200 && row < 150 ? tiff.Value(0, 0, (int)column, (int)row) : 0;
            wrong += !onEdge && pixels[i] != expected ? 1 : 0;
            filled += pixels[i] != 0 ? 1 : 0;
        }

        wrong.ShouldBe(0);
        filled.ShouldBeGreaterThan(25_000);
    }

    [Fact]
    public async Task Read_OtherCrsInBlocks_EqualsWholeRead()
    {
        (CogRasterSource source, _) = await OpenAsync(new TestTiff { Width = 200, Height = 150 });
        RasterGrid target = MercatorGrid(source);
        ushort[] whole = await ReadAsync(source, target, target.Window);
        ushort[] joined = new ushort[whole.Length];
        for (int top = 0; top < target.Height; top += 37)
        {
            for (int left = 0; left < target.Width; left += 41)
            {
                PixelWindow window = new PixelWindow(left, top, 41, 37).Intersect(target.Window);
                ushort[] block = await ReadAsync(source, target, window);
                for (int y = 0; y < window.Height; y++)
                {
                    block.AsSpan(y * window.Width, window.Width).CopyTo(joined.AsSpan(((top + y) * target.Width) + left));
                }
            }
        }

        joined.ShouldBe(whole);
    }

    [Fact]
    public async Task Read_SparseTileAndNoDataValue_BecomeZero()
    {
        TestTiff tiff = new() { Bits = 8, NoData = "5", IsSparse = tile => tile == 1, Value = (_, _, x, _) => x % 10 };
        (CogRasterSource source, _) = await OpenAsync(tiff);

        ushort[] pixels = await ReadAsync(source, source.Grid, source.Grid.Window);

        pixels.ShouldBe(Expected(source.Grid.Window, (x, y) => (x is >= 32 and < 64 && y < 32) || x % 10 == 5 ? 0 : x % 10));
    }

    [Fact]
    public async Task Read_FifteenBits_WidensSamples()
    {
        TestTiff tiff = new() { Bits = 15 };
        (CogRasterSource source, _) = await OpenAsync(tiff);

        ushort[] pixels = await ReadAsync(source, source.Grid, source.Grid.Window);

        pixels.ShouldBe(Expected(source.Grid.Window, (x, y) => tiff.Value(0, 0, x, y)));
    }

    [Fact]
    public async Task Read_WindowInOneTile_LoadsOnlyThatTile()
    {
        TestTiff tiff = new() { Width = 1024, Height = 1024, Tile = 256, Compression = 1 };
        (CogRasterSource source, MemoryRangeReader reader) = await OpenAsync(tiff);
        int header = reader.Requests.Count;

        await ReadAsync(source, source.Grid, new PixelWindow(300, 300, 100, 100));

        header.ShouldBe(1);
        reader.Requests.Count.ShouldBe(2);
        reader.Requests.Last().Length.ShouldBe(256 * 256 * 2);
    }

    [Fact]
    public async Task Read_NeighbouringTiles_ComeInOneRequest()
    {
        TestTiff tiff = new() { Width = 1024, Height = 1024, Tile = 256, Compression = 1 };
        (CogRasterSource source, MemoryRangeReader reader) = await OpenAsync(tiff);

        await ReadAsync(source, source.Grid, new PixelWindow(0, 0, 1024, 256));

        reader.Requests.Count.ShouldBe(2);
        reader.Requests.Last().Length.ShouldBe(4 * 256 * 256 * 2);
    }

    [Fact]
    public async Task Read_Outside_LoadsNothing()
    {
        (CogRasterSource source, MemoryRangeReader reader) = await OpenAsync(new TestTiff());

        ushort[] pixels = await ReadAsync(source, source.Grid, new PixelWindow(500, 500, 10, 10));

        pixels.ShouldAllBe(value => value == 0);
        reader.Requests.Count.ShouldBe(1);
    }

    [Fact]
    public async Task Read_Cancelled_Throws()
    {
        (CogRasterSource source, _) = await OpenAsync(new TestTiff());
        CancellationToken cancelled = new(true);

        await Should.ThrowAsync<OperationCanceledException>(() => source.ReadAsync(0, source.Grid, source.Grid.Window, Resampling.Nearest, new ushort[7000], cancelled));
    }

    [Theory]
    [InlineData(32631 + 900, 16, 1, "EPSG:33531")]
    [InlineData(null, 16, 1, "no reference system")]
    [InlineData(32633, 32, 1, "32 bits")]
    [InlineData(32633, 32, 3, "Float")]
    public async Task Create_UnusableImage_IsRefusedByName(int? epsg, int bits, int sampleFormat, string expected)
    {
        CogFile file = await CogFile.OpenAsync(new MemoryRangeReader(new TestTiff { Epsg = epsg, Bits = bits, SampleFormat = sampleFormat }.Write()));

        Should.Throw<UnsupportedRasterException>(() => new CogRasterSource(file)).Message.ShouldContain(expected);
    }

    [Fact]
    public async Task Open_SameAddressTwice_ReadsHeaderOnce()
    {
        MemoryRangeReader reader = new(new TestTiff().Write());
        IRangeReaderFactory readers = NSubstitute.Substitute.For<IRangeReaderFactory>();
        NSubstitute.SubstituteExtensions.Returns(readers.Open(NSubstitute.Arg.Any<Uri>()), reader);
        CogRasterOpener opener = new(readers);

        await opener.OpenAsync(new Uri("https://example.com/a.tif"));
        await opener.OpenAsync(new Uri("https://example.com/a.tif"));

        reader.Requests.Count.ShouldBe(1);
    }

    private static RasterGrid MercatorGrid(CogRasterSource source)
    {
        NetTopologySuite.Geometries.Envelope box = new CrsTransform(Utm33, Crs.WebMercator).Apply(source.Grid.Bounds);
        return new(Crs.WebMercator, Math.Floor(box.MinX) - 100, Math.Ceiling(box.MaxY) + 100, 14, (int)(box.Width / 14) + 15, (int)(box.Height / 14) + 15);
    }

    private static async Task<(CogRasterSource Source, MemoryRangeReader Reader)> OpenAsync(TestTiff tiff)
    {
        MemoryRangeReader reader = new(tiff.Write());
        return (new CogRasterSource(await CogFile.OpenAsync(reader)), reader);
    }

    private static async Task<ushort[]> ReadAsync(CogRasterSource source, RasterGrid target, PixelWindow window, int band = 0)
    {
        ushort[] pixels = new ushort[window.Area];
        pixels.AsSpan().Fill(0xABCD);
        await source.ReadAsync(band, target, window, Resampling.Nearest, pixels);
        return pixels;
    }

    private static ushort[] Expected(PixelWindow window, Func<int, int, long> value) =>
        [.. Enumerable.Range(0, window.Area).Select(i => (ushort)value(window.X + (i % window.Width), window.Y + (i / window.Width)))];
}
