using RasterFlow.Areas;
using RasterFlow.Imagery;
using RasterFlow.Mosaics;
using RasterFlow.Mosaics.TileIndexes;
using RasterFlow.Scenes;
using RasterFlow.Storage;

namespace RasterFlow.Tests.Mosaics;

/// <summary>Own imagery from a tile index: three images of two bands beside and over each other, from the index file to pixels.</summary>
public sealed class TileIndexTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("rasterflow-gti-").FullName;
    private readonly TestTileIndex _index;
    private readonly RangeReaderFactory _readers = new(new SourcePolicy { AllowFiles = true });

    public TileIndexTests()
    {
        _index = new TestTileIndex(_folder);
        _index.WriteImages(static (rank, band, _, _) => (10 * rank) + band);
    }

    public void Dispose()
    {
        _readers.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Theory]
    [InlineData("index.geojson", null, "b", "c")]
    [InlineData("index.parquet", null, "b", "c")]
    [InlineData("index.geojson", "rank", "a", "c")]
    [InlineData("index.parquet", "rank", "a", "c")]
    public async Task Composite_OfAnIndex_ShowsTheTopmostImage(string index, string? sortField, string topWithoutDrafts, string top)
    {
        Uri address = _index.Write(index);
        TileIndexOptions options = new() { Index = address, TimeColumn = "taken", SortField = sortField };

        // Column 40 lies in all three images, column 10 in a and c alone; the draft c is left out by the query.
        (await PixelsAsync(options with { Query = AttributeFilter.Parse("kind != 'draft'") }, 40)).ShouldBe(Values(topWithoutDrafts));
        (await PixelsAsync(options with { Query = AttributeFilter.Parse("kind != 'draft'") }, 10)).ShouldBe(Values("a"));
        (await PixelsAsync(options, 40)).ShouldBe(Values(top));

        // The no-data column of the image on top shows the one below.
        (await PixelsAsync(options with { Query = AttributeFilter.Parse("rank < 3"), SortField = "rank" }, 30 + 5)).ShouldBe(Values("a"));
    }

    [Theory]
    [InlineData("nowhere", "taken", "no attribute 'nowhere'")]
    [InlineData("location", "kind", "is no time")]
    [InlineData("rank", "taken", "no address")]
    public async Task SearchAsync_WrongAttribute_SaysWhich(string location, string time, string expected)
    {
        TileIndexOptions options = new() { Index = _index.Write("index.geojson"), LocationField = location, TimeColumn = time };

        (await Should.ThrowAsync<InvalidDataException>(() => SearchAsync(options))).Message.ShouldContain(expected);
    }

    [Fact]
    public async Task SearchAsync_ImageOnAnotherHost_IsRefused()
    {
        string path = Path.Combine(_folder, "foreign.geojson");
        await File.WriteAllTextAsync(path, _index.GeoJson().Replace("a.tif", "https://elsewhere.example/a.tif?sig=hush", StringComparison.Ordinal));

        SourceNotAllowedException e = await Should.ThrowAsync<SourceNotAllowedException>(() => SearchAsync(new() { Index = new Uri(path), TimeColumn = "taken" }));

        e.Message.ShouldContain("elsewhere.example");
        e.Message.ShouldNotContain("hush");
    }

    /// <summary>Before anything runs: every image's header is at hand.</summary>
    [Fact]
    public async Task SearchAsync_BandBeyondTheFiles_SaysWhichFileAndHowMany()
    {
        TileIndexOptions options = new() { Index = _index.Write("index.geojson"), TimeColumn = "taken", LeastBands = 3 };

        string message = (await Should.ThrowAsync<InvalidDataException>(() => SearchAsync(options))).Message;

        message.ShouldContain(".tif has 2 bands, but 'bands' asks for number 3");
        FoundScenes skipping = await new TileIndexSource(options, _readers, SceneFailure.Skip).SearchAsync(Query());
        skipping.ShouldBeEmpty();
        skipping.Unused.Select(scene => scene.Reason).ShouldBe(Enumerable.Repeat(UnusedReason.MissingImage, 3));
    }

    [Fact]
    public async Task SearchAsync_DamagedImage_IsRefusedOrLeftOutAsTheJobSays()
    {
        await File.WriteAllTextAsync(Path.Combine(_folder, "b.tif"), "no TIFF at all, but long enough to have a header");
        File.Delete(Path.Combine(_folder, "c.tif"));
        TileIndexOptions options = new() { Index = _index.Write("index.geojson"), TimeColumn = "taken" };

        await Should.ThrowAsync<Exception>(() => SearchAsync(options));
        FoundScenes found = await new TileIndexSource(options, _readers, SceneFailure.Skip).SearchAsync(Query());

        found.Single().Id.ShouldEndWith("a.tif");
        found.Unused.OrderBy(scene => scene.Id).Select(scene => (Path.GetFileName(scene.Id), scene.Reason)).ShouldBe([("b.tif", UnusedReason.Unreadable), ("c.tif", UnusedReason.Unreadable)]);
    }

    [Fact]
    public async Task SearchAsync_OutsideTheDates_FindsNothing() =>
        (await new TileIndexSource(new() { Index = _index.Write("index.geojson"), TimeColumn = "taken" }, _readers).SearchAsync(Query() with { End = Query().Start.AddDays(1) })).ShouldBeEmpty();

    private static ushort[] Values(string image)
    {
        double rank = TestTileIndex.Rows.Single(row => row.File[..1] == image).Rank;
        return [(ushort)(10 * rank), (ushort)((10 * rank) + 1)];
    }

    private async Task<ushort[]> PixelsAsync(TileIndexOptions options, int column)
    {
        Dataset dataset = new()
        {
            Name = "GTI",
            LabelPrefix = "gti",
            Bands = ["one", "two"],
            Sources = [BandSource.Of(TileIndexOptions.ImageKey, 1), BandSource.Of(TileIndexOptions.ImageKey, 2)],
            Method = CompositeMethod.First,
        };
        IReadOnlyList<Scene> scenes = await SearchAsync(options);
        MosaicPlan plan = MosaicPlanner.Plan(
            new MosaicRequest { Datasets = ["GTI"], OwnDatasets = [dataset], Area = Query().Area, Start = new DateOnly(2023, 1, 1), End = new DateOnly(2024, 1, 1), TargetCrs = Crs.FromEpsg(32633) },
            scenes);
        plan.Grid.PixelSize.ShouldBe(10);
        PixelWindow window = plan.Grid.Window;
        ushort[] samples = new ushort[2 * window.Area];
        await new BlockCompositor(plan, new CogRasterOpener(_readers)).CompositeAsync(0, window, samples);
        int x = column - (int)Math.Round((plan.Grid.OriginX - 500000) / 10);
        int at = (20 * window.Width) + x;
        return [samples[at], samples[window.Area + at]];
    }

    private Task<FoundScenes> SearchAsync(TileIndexOptions options) => new TileIndexSource(options, _readers).SearchAsync(Query());

    private static SceneQuery Query()
    {
        return new SceneQuery(new AreaOfInterest(TestTileIndex.Area), new DateTimeOffset(2023, 1, 1, 0, 0, 0, TimeSpan.Zero), new DateTimeOffset(2024, 1, 1, 0, 0, 0, TimeSpan.Zero));
    }
}
