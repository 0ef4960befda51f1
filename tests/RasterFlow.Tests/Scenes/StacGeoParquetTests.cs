using NetTopologySuite.Geometries;
using NetTopologySuite.IO;
using ParquetSharp;
using RasterFlow.Areas;
using RasterFlow.Scenes;
using RasterFlow.Storage;
using RasterFlow.Tests.Areas;
using RasterFlow.Tests.Support;

namespace RasterFlow.Tests.Scenes;

/// <summary>Files that DuckDB wrote (golden/make_stac_geoparquet.py) against the same items as JSON, and files that are not right.</summary>
public sealed class StacGeoParquetTests
{
    private const string Geo = """{"version":"1.1.0","primary_column":"geometry","columns":{"geometry":{"encoding":"WKB","geometry_types":[]}}}""";
    private static readonly Uri Folder = new(Path.Combine(Repository.Root, "tests/RasterFlow.Tests/Scenes/golden") + "/");
    private static readonly SceneQuery All = new(AreaCases.Globe, DateTimeOffset.MinValue, DateTimeOffset.MaxValue, 101);
    private static readonly RangeReaderFactory Files = new(new SourcePolicy { AllowFiles = true });

    /// <summary>1682935200123456 us are 2023-05-01T10:00:00.123456Z.</summary>
    [Fact]
    public void Moment_BeyondTheCalendar_IsNoTime()
    {
        JsonElementExtensions.ToTime(ParquetEntries.Moment(1682935200123456, ParquetSharp.TimeUnit.Micros)).ShouldBe(new DateTimeOffset(2023, 5, 1, 10, 0, 0, 123, 456, TimeSpan.Zero));
        JsonElementExtensions.ToTime(ParquetEntries.Moment(long.MaxValue, ParquetSharp.TimeUnit.Millis)).ShouldBeNull();
        JsonElementExtensions.ToTime(ParquetEntries.Moment(long.MinValue, ParquetSharp.TimeUnit.Micros)).ShouldBeNull();
        ParquetEntries.Day(19478).ShouldBe("2023-05-01");
        JsonElementExtensions.ToTime(ParquetEntries.Day(int.MinValue)).ShouldBeNull();
    }

    [Fact]
    public async Task Search_Parquet_GivesTheScenesOfTheItemCollection()
    {
        IReadOnlyList<Scene> expected = await SearchAsync("items.json", All);

        FoundScenes found = await SearchAsync("items.parquet", All);

        found.Count.ShouldBe(5);
        found.Select(Describe).ShouldBe(expected.Select(Describe));
        found.Select(scene => scene.DigitalNumberOffset).ShouldBe([0, -1000, 0, 0, -1000]);
    }

    /// <summary>Assets as a MAP, times in milliseconds without a zone, cloud cover as 32-bit float, the EPSG code as an unsigned 16-bit number.</summary>
    [Fact]
    public async Task Search_OtherParquetTypes_GivesTheSameScenes()
    {
        IReadOnlyList<Scene> expected = await SearchAsync("items.json", All);

        IReadOnlyList<Scene> found = await SearchAsync("items-map.parquet", All);

        found.Select(Describe).ShouldBe(expected.Select(scene => Describe(scene with { Assets = scene.Assets.Where(asset => asset.Key != "SCL").ToDictionary() })));
    }

    [Fact]
    public async Task Search_Query_AppliesAreaDatesAndCloud()
    {
        SceneQuery query = new(AreaReader.Parse("[10.5, 45.2, 13.5, 45.8]"), new(2023, 2, 1, 0, 0, 0, TimeSpan.Zero), new(2023, 4, 11, 10, 0, 31, 25, TimeSpan.Zero), 20);

        IReadOnlyList<Scene> found = await SearchAsync("items.parquet", query);

        // 0 is too early, 3 too cloudy (22.5 %), 4 too far and too late.
        found.Select(scene => scene.Id).ShouldBe(["S2A_T33TWL_1", "S2A_T33TWL_2"]);
    }

    [Fact]
    public async Task Search_MoreItemsThanAllowed_IsRefused()
    {
        StacGeoParquetSource source = new(new Uri(Folder, "items.parquet"), Files, maximumItems: 4);

        (await Should.ThrowAsync<StacException>(() => source.SearchAsync(All))).Message.ShouldContain("more than 4 items");
        (await source.SearchAsync(All with { Start = new(2023, 2, 1, 0, 0, 0, TimeSpan.Zero) })).Count.ShouldBe(4);
    }

    [Fact]
    public async Task Search_LongerFileThanAllowed_IsRefused()
    {
        StacGeoParquetSource source = new(new Uri(Folder, "items.parquet"), Files, maximumBytes: 20_000);

        (await Should.ThrowAsync<InvalidDataException>(() => source.SearchAsync(All))).Message.ShouldContain("items.parquet is longer than 20,000 bytes");
    }

    [Fact]
    public async Task Open_AddressThatIsNotAllowed_IsRefusedAtOnce() =>
        await Should.ThrowAsync<SourceNotAllowedException>(() => SceneSources.OpenAsync(new Uri("https://example.com/items.parquet"), Files));

    [Fact]
    public async Task Search_FileWithoutStacColumns_SaysWhatIsExpected()
    {
        byte[] file = Write(Geo, new Column<byte[]>("geometry"));
        (await Should.ThrowAsync<StacException>(() => SearchAsync(file))).Message.ShouldBe(
            "memory: this is not STAC GeoParquet: the columns 'id', 'datetime', 'geometry' and 'assets' are expected.");
    }

    [Fact]
    public async Task Search_ParquetWithoutGeometry_SaysSo() =>
        (await Should.ThrowAsync<InvalidDataException>(() => SearchAsync(Write(null, new Column<byte[]>("geometry"))))).Message.ShouldContain("without GeoParquet metadata");

    [Fact]
    public async Task Search_NoParquet_SaysSo() =>
        (await Should.ThrowAsync<InvalidDataException>(() => SearchAsync("{}"u8.ToArray()))).Message.ShouldContain("memory is not a readable Parquet file");

    [Fact]
    public async Task Search_CutFile_SaysSo()
    {
        byte[] whole = await File.ReadAllBytesAsync(new Uri(Folder, "items.parquet").LocalPath);
        foreach (int length in new[] { 0, 3, 2000, whole.Length - 1 })
        {
            await Should.ThrowAsync<InvalidDataException>(() => SearchAsync(whole[..length]), $"cut to {length} bytes");
        }
    }

    private static async Task<FoundScenes> SearchAsync(string name, SceneQuery query)
    {
        ISceneSource source = await SceneSources.OpenAsync(new Uri(Folder, name), Files);
        return await source.SearchAsync(query);
    }

    private static Task<FoundScenes> SearchAsync(byte[] file) =>
        new StacGeoParquetSource(new Uri("https://example.com/memory.parquet"), new OneFile(file)).SearchAsync(All);

    private static byte[] Write(string? geo, Column geometry)
    {
        using MemoryStream stream = new();
        Dictionary<string, string> metadata = geo is null ? [] : new() { ["geo"] = geo };
        using (ParquetFileWriter writer = new(stream, Column.CreateSchemaNode([geometry]), WriterProperties.GetDefaultWriterProperties(), metadata, leaveOpen: true))
        {
            using RowGroupWriter rowGroup = writer.AppendRowGroup();
            rowGroup.NextColumn().LogicalWriter<byte[]>().WriteBatch([new WKBWriter().Write(new Point(1, 2))]);
            writer.Close();
        }

        return stream.ToArray();
    }

    /// <summary>All of a scene as text.</summary>
    private static string Describe(Scene scene) => string.Join(
        '\n',
        [
            FormattableString.Invariant($"{scene.Id} {scene.Acquired:O} {scene.CloudCover} {scene.Epsg} {scene.Acquisition} {scene.DigitalNumberOffset} {scene.Footprint.AsText()}"),
            .. scene.Assets.OrderBy(asset => asset.Key).Select(asset => FormattableString.Invariant($"{asset.Key} {asset.Value}")),
        ]);

    private sealed class OneFile(byte[] content) : IRangeReaderFactory
    {
        public IRangeReader Open(Uri address) => new Imagery.MemoryRangeReader(content, "memory");
    }
}
