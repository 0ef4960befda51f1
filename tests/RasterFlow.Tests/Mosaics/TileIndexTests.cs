using System.Globalization;
using NetTopologySuite.Geometries;
using NetTopologySuite.IO;
using ParquetSharp;
using ParquetSharp.Schema;
using RasterFlow.Areas;
using RasterFlow.Imagery;
using RasterFlow.Mosaics;
using RasterFlow.Mosaics.TileIndexes;
using RasterFlow.Scenes;
using RasterFlow.Storage;
using RasterFlow.Tests.Imagery;

namespace RasterFlow.Tests.Mosaics;

/// <summary>Own imagery from a tile index: three images of two bands beside and over each other, from the index file to pixels.</summary>
public sealed class TileIndexTests : IDisposable
{
    private static readonly (string File, string Taken, double Rank, string Kind, double X)[] Rows =
    [
        ("a.tif", "2023-05-01", 2, "ortho", 500000),
        ("b.tif", "2023-07-01", 1, "ortho", 500300),
        ("c.tif", "2023-08-01", 3, "draft", 500000),
    ];

    private readonly string _folder = Directory.CreateTempSubdirectory("rasterflow-gti-").FullName;
    private readonly RangeReaderFactory _readers = new(new SourcePolicy { AllowFiles = true });

    public TileIndexTests()
    {
        foreach ((string file, _, double rank, _, double x) in Rows)
        {
            TestTiff tiff = new() { Bands = 2, Bits = 8, OriginX = x, Width = 64, Height = 48, NoData = "9", Value = (_, band, column, _) => column == 5 ? 9 : (10 * (int)rank) + band };
            File.WriteAllBytes(Path.Combine(_folder, file), tiff.Write());
        }
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
        Uri address = Write(index);
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
        TileIndexOptions options = new() { Index = Write("index.geojson"), LocationField = location, TimeColumn = time };

        (await Should.ThrowAsync<InvalidDataException>(() => SearchAsync(options))).Message.ShouldContain(expected);
    }

    [Fact]
    public async Task SearchAsync_ImageOnAnotherHost_IsRefused()
    {
        string path = Path.Combine(_folder, "foreign.geojson");
        await File.WriteAllTextAsync(path, GeoJson().Replace("a.tif", "https://elsewhere.example/a.tif?sig=hush", StringComparison.Ordinal));

        SourceNotAllowedException e = await Should.ThrowAsync<SourceNotAllowedException>(() => SearchAsync(new() { Index = new Uri(path), TimeColumn = "taken" }));

        e.Message.ShouldContain("elsewhere.example");
        e.Message.ShouldNotContain("hush");
    }

    [Fact]
    public async Task SearchAsync_OutsideTheDates_FindsNothing() =>
        (await new TileIndexSource(new() { Index = Write("index.geojson"), TimeColumn = "taken" }, _readers).SearchAsync(Query() with { End = Query().Start.AddDays(1) })).ShouldBeEmpty();

    private static ushort[] Values(string image)
    {
        double rank = Rows.Single(row => row.File[..1] == image).Rank;
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

    private Task<IReadOnlyList<Scene>> SearchAsync(TileIndexOptions options) => new TileIndexSource(options, _readers).SearchAsync(Query());

    private static SceneQuery Query()
    {
        Geometry area = new CrsTransform(Crs.FromEpsg(32633), Crs.Wgs84).Apply(Box(500010, 4999560, 500900, 4999990));
        return new SceneQuery(new AreaOfInterest(area), new DateTimeOffset(2023, 1, 1, 0, 0, 0, TimeSpan.Zero), new DateTimeOffset(2024, 1, 1, 0, 0, 0, TimeSpan.Zero));
    }

    private static Geometry Box(double left, double bottom, double right, double top) =>
        new GeometryFactory(new PrecisionModel(), 32633).ToGeometry(new Envelope(left, right, bottom, top));

    private static Geometry Outline(double x) => new CrsTransform(Crs.FromEpsg(32633), Crs.Wgs84).Apply(Box(x, 4999520, x + 640, 5000000));

    private static string GeoJson()
    {
        IEnumerable<string> features = Rows.Select(row =>
        {
            string ring = string.Join(',', Outline(row.X).Coordinates.Select(c => string.Create(CultureInfo.InvariantCulture, $"[{c.X},{c.Y}]")));
            string properties = string.Create(CultureInfo.InvariantCulture, $"\"location\":\"{row.File}\",\"taken\":\"{row.Taken}\",\"rank\":{row.Rank},\"kind\":\"{row.Kind}\"");
            return "{\"type\":\"Feature\",\"properties\":{" + properties + "},\"geometry\":{\"type\":\"Polygon\",\"coordinates\":[[" + ring + "]]}}";
        });
        return "{\"type\":\"FeatureCollection\",\"features\":[" + string.Join(',', features) + "]}";
    }

    private Uri Write(string name)
    {
        string path = Path.Combine(_folder, name);
        if (name.EndsWith(".geojson", StringComparison.Ordinal))
        {
            File.WriteAllText(path, GeoJson());
            return new Uri(path);
        }

        using FileStream destination = File.Create(path);
        Dictionary<string, string> metadata = new() { [GeoParquetMetadata.Key] = GeoParquetMetadata.Write("geometry", ["Polygon"], new Envelope(), covered: false, Crs.Wgs84) };
        using PrimitiveNode geometry = new("geometry", Repetition.Required, LogicalType.None(), PhysicalType.ByteArray);
        using PrimitiveNode location = new("location", Repetition.Optional, LogicalType.String(), PhysicalType.ByteArray);
        using PrimitiveNode taken = new("taken", Repetition.Optional, LogicalType.Date(), PhysicalType.Int32);
        using PrimitiveNode rank = new("rank", Repetition.Optional, LogicalType.None(), PhysicalType.Double);
        using PrimitiveNode kind = new("kind", Repetition.Optional, LogicalType.String(), PhysicalType.ByteArray);
        using GroupNode schema = new("schema", Repetition.Required, [geometry, location, taken, rank, kind]);
        using WriterPropertiesBuilder builder = new();
        using WriterProperties properties = builder.Compression(Compression.Zstd).Build();
        using ParquetFileWriter file = new(destination, schema, properties, metadata, leaveOpen: true);
        using (RowGroupWriter group = file.AppendRowGroup())
        {
            Column(group, Rows.Select(row => new WKBWriter(ByteOrder.LittleEndian, handleSRID: false).Write(Outline(row.X))));
            Column(group, Rows.Select(row => row.File));
            Column(group, Rows.Select(row => (Date?)new Date(DateTime.Parse(row.Taken, CultureInfo.InvariantCulture))));
            Column(group, Rows.Select(row => (double?)row.Rank));
            Column(group, Rows.Select(row => row.Kind));
        }

        file.Close();
        return new Uri(path);
    }

    private static void Column<T>(RowGroupWriter group, IEnumerable<T> values)
    {
        using LogicalColumnWriter<T> column = group.NextColumn().LogicalWriter<T>();
        column.WriteBatch([.. values]);
    }
}
