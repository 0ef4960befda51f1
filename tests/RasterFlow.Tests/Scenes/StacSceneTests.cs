using RasterFlow.Areas;
using RasterFlow.Scenes;
using RasterFlow.Storage;
using RasterFlow.Tests.Areas;
using RasterFlow.Tests.Support;

namespace RasterFlow.Tests.Scenes;

public sealed class StacSceneTests
{
    private static readonly Uri Address = new("https://example.com/stac/items.json");
    private static readonly SceneQuery All = new(AreaCases.Globe, DateTimeOffset.MinValue, DateTimeOffset.MaxValue, 101);

    [Theory]
    [InlineData("""{"earthsearch:boa_offset_applied":true,"s2:processing_baseline":"05.09"}""", """[{"scale":0.0001,"offset":-0.1}]""", 0)]
    [InlineData("""{"earthsearch:boa_offset_applied":false,"s2:processing_baseline":"02.14"}""", """[{"scale":0.0001,"offset":-0.1}]""", -1000)]
    [InlineData("{}", """[{"scale":0.0001,"offset":-0.1}]""", -1000)]
    [InlineData("{}", """[{"scale":0.0001,"offset":0}]""", 0)]
    [InlineData("""{"s2:processing_baseline":"05.10"}""", "null", -1000)]
    [InlineData("""{"s2:processing_baseline":"04.00"}""", "null", -1000)]
    [InlineData("""{"s2:processing_baseline":"03.01"}""", "null", 0)]
    [InlineData("{}", "null", 0)]
    [InlineData("""{"s2:processing_baseline":"05.10"}""", """[{"scale":0.0001,"offset":0}]""", 0)]
    [InlineData("""{"earthsearch:boa_offset_applied":false,"s2:processing_baseline":"05.10"}""", """[{"scale":0.0001,"offset":0}]""", -1000)]
    [InlineData("""{"earthsearch:boa_offset_applied":false,"s2:processing_baseline":"03.01"}""", """[{"scale":0.0001,"offset":0}]""", 0)]
    [InlineData("""{"s2:processing_baseline":"05.10"}""", """[{"scale":0.0001}]""", -1000)]
    [InlineData("""{"s2:processing_baseline":5.09}""", "null", -1000)]
    [InlineData("""{"s2:processing_baseline":3.01}""", "null", 0)]
    public async Task DigitalNumberOffset_EachRule_AppliesInOrder(string properties, string rasterBands, int expected)
    {
        string item = Item("a", properties, $$$"""{"blue":{"href":"B02.tif","raster:bands":{{{rasterBands}}}}}""");

        (await SearchAsync(All, item)).Single().DigitalNumberOffset.ShouldBe(expected);
    }

    [Fact]
    public async Task Assets_EachWayOfNaming_GivesBandNames()
    {
        const string Assets = """
            {"blue":{"href":"./x/b.tif"},"B8A":{"href":"https://other.example/8a.tif"},"rededge2":{"href":"r.tif"},"scl":{"href":"s.tif"},
             "odd":{"href":"o.tif","eo:bands":[{"name":"B11","common_name":"swir16"}]},"newer":{"href":"n.tif","bands":[{"eo:common_name":"green"}]},
             "blue-jp2":{"href":"b.jp2","type":"image/jp2"},"visual":{"href":"v.tif","eo:bands":[{"name":"red"},{"name":"green"}]},"thumbnail":{"href":"t.jpg","type":"image/jpeg"}}
            """;

        Scene scene = (await SearchAsync(All, Item("a", "{}", Assets))).Single();

        scene.Assets.ToDictionary(pair => pair.Key, pair => pair.Value.Href.ToString()).ShouldBe(
            new Dictionary<string, string>
            {
                ["B02"] = "https://example.com/stac/x/b.tif",
                ["B8A"] = "https://other.example/8a.tif",
                ["B06"] = "https://example.com/stac/r.tif",
                ["SCL"] = "https://example.com/stac/s.tif",
                ["B11"] = "https://example.com/stac/o.tif",
                ["B03"] = "https://example.com/stac/n.tif",
            },
            ignoreOrder: true);
    }

    [Fact]
    public async Task Search_Filters_AreExact()
    {
        string[] items =
        [
            Item("b", """{"datetime":"2023-01-01T00:00:00Z","eo:cloud_cover":74.9}"""),
            Item("a", """{"datetime":"2023-01-01T00:00:00Z"}"""),
            Item("end", """{"datetime":"2023-02-01T00:00:00Z"}"""),
            Item("before", """{"datetime":"2022-12-31T23:59:59Z"}"""),
            Item("cloudy", """{"datetime":"2023-01-02T00:00:00Z","eo:cloud_cover":75}"""),
            Item("first", """{"datetime":"2023-01-01T00:00:00.001Z"}"""),
        ];

        IReadOnlyList<Scene> found = await SearchAsync(new SceneQuery(AreaReader.Parse("[10.5,45.1,10.6,45.2]"), Day(2023, 1, 1), Day(2023, 2, 1)), items);

        found.Select(scene => scene.Id).ShouldBe(["a", "b", "first"]);
    }

    [Fact]
    public async Task Search_AreaInBoundingBoxOnly_IsNoHit()
    {
        // The footprint is the triangle below the diagonal; the area lies in its box, above it.
        string item = Item("a", "{}", geometry: """{"type":"Polygon","coordinates":[[[10,45],[11,45],[11,46],[10,45]]]}""");

        (await SearchAsync(All with { Area = AreaReader.Parse("[10.1,45.8,10.2,45.9]") }, item)).ShouldBeEmpty();
        (await SearchAsync(All with { Area = AreaReader.Parse("[10.8,45.1,10.9,45.2]") }, item)).Count.ShouldBe(1);
    }

    /// <summary>Outlines from 179 to -179 degrees, and from 179 to 181 or -181 to -179: all the same two degrees.</summary>
    [Theory]
    [InlineData("[[[179,45],[-179,45],[-179,46],[179,46],[179,45]]]")]
    [InlineData("[[[179,45],[181,45],[181,46],[179,46],[179,45]]]")]
    [InlineData("[[[-181,45],[-179,45],[-179,46],[-181,46],[-181,45]]]")]
    public async Task Search_OutlineAcrossTheAntimeridian_LiesOnBothSidesOfIt(string coordinates)
    {
        string item = Item("a", "{}", geometry: $$"""{"type":"Polygon","coordinates":{{coordinates}}}""");

        (await SearchAsync(All with { Area = AreaReader.Parse("[0, 45.2, 1, 45.4]") }, item)).ShouldBeEmpty();
        (await SearchAsync(All with { Area = AreaReader.Parse("[179.5, 45.2, 179.8, 45.4]") }, item)).Count.ShouldBe(1);
        (await SearchAsync(All with { Area = AreaReader.Parse("[-179.8, 45.2, -179.5, 45.4]") }, item)).Single().Footprint.Area.ShouldBe(2, 1e-9);
        (await SearchAsync(All with { Area = AreaReader.Parse("[178, 45.2, 178.9, 45.4]") }, item)).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("\\ud800")]
    [InlineData("a\",\"\\udfff\":\"b")]
    public void Parse_HalfASurrogatePair_IsNotValidJson(string id) =>
        Should.Throw<StacException>(() => ItemCollectionSource.Parse(Item(id, "{}"), Address)).Message.ShouldContain("not valid JSON");

    [Fact]
    public async Task Search_Reprocessed_KeepsNewestOfTile()
    {
        string[] items =
        [
            Item("old", """{"s2:datatake_id":"GS2A_20230815T095031_042547_N04.00","grid:code":"MGRS-33TWL","s2:generation_time":"2023-08-15T15:00:00Z"}"""),
            Item("new", """{"s2:datatake_id":"GS2A_20230815T095031_042547_N05.10","grid:code":"MGRS-33TWL","s2:generation_time":"2024-08-15T15:00:00Z"}"""),
            Item("neighbour", """{"s2:datatake_id":"GS2A_20230815T095031_042547_N05.10","s2:mgrs_tile":"33TWM"}"""),
        ];

        IReadOnlyList<Scene> found = await SearchAsync(All, items);

        found.Select(scene => scene.Id).ShouldBe(["neighbour", "new"], ignoreOrder: true);
        found.Select(scene => scene.Acquisition).Distinct().ShouldBe(["GS2A_20230815T095031_042547"]);
    }

    /// <summary>A datatake that is cut in two within a tile: both parts are there twice, and of each the newer one counts.</summary>
    [Fact]
    public async Task Search_PartsOfACutAcquisition_AreBothKept()
    {
        const string North = """{"type":"Polygon","coordinates":[[[10,45.45],[11,45.45],[11,46],[10,46],[10,45.45]]]}""";
        const string South = """{"type":"Polygon","coordinates":[[[10,45],[11,45],[11,45.5],[10,45.5],[10,45]]]}""";
        string Properties(string generated) => $$"""{"s2:datatake_id":"GS2A_20230815T095031_042547_N04.00","grid:code":"MGRS-33TWL","s2:generation_time":"{{generated}}"}""";
        string[] items =
        [
            Item("north", Properties("2023-08-15T15:00:00Z"), geometry: North),
            Item("south", Properties("2023-08-15T15:00:00Z"), geometry: South),
            Item("north-again", Properties("2024-08-15T15:00:00Z"), geometry: North),
            Item("south-again", Properties("2024-08-15T15:00:00Z"), geometry: South.Replace("45.5", "45.49", StringComparison.Ordinal)),
        ];

        (await SearchAsync(All, items)).Select(scene => scene.Id).ShouldBe(["north-again", "south-again"], ignoreOrder: true);
    }

    [Fact]
    public async Task Acquisition_WithoutDatatake_IsPlatformDayAndOrbit()
    {
        Scene scene = (await SearchAsync(All, Item("a", """{"datetime":"2023-08-15T23:59:00Z","platform":"Sentinel-2A","sat:relative_orbit":79}"""))).Single();
        scene.Acquisition.ShouldBe("SENTINEL-2A_20230815_R79");
    }

    [Theory]
    [InlineData("{", "not valid JSON")]
    [InlineData("""{"type":"Topology"}""", "not a STAC item collection")]
    [InlineData("""{"type":"FeatureCollection"}""", "features")]
    [InlineData("""{"type":"FeatureCollection","features":[{"properties":{}}]}""", "'id'")]
    public void Parse_NotStac_SaysWhat(string json, string expected)
    {
        StacException e = Should.Throw<StacException>(() => ItemCollectionSource.Parse(json, new Uri("https://example.com/a.json?sig=secret")));

        e.Message.ShouldContain(expected);
        e.Message.ShouldNotContain("secret");
    }

    [SkippableTheory]
    [InlineData("earth-search-items.json", 10, 13, -1000)]
    [InlineData("planetary-computer-search-page-1.json", 1, 13, -1000)]
    [InlineData("planetary-computer-search-page-2.json", 1, 13, -1000)]
    public async Task Search_RecordedAnswers_AreRead(string file, int scenes, int bands, int offset)
    {
        Skip.If(Repository.RealData is null, Repository.RealDataMissing);
        string json = await File.ReadAllTextAsync(Path.Combine(Repository.RealData!, "stac", file));

        FoundScenes found = await ItemCollectionSource.Parse(json, Address).SearchAsync(All);

        found.Count.ShouldBe(scenes);
        found.ShouldAllBe(scene => scene.Assets.Count == bands && scene.DigitalNumberOffset == offset && scene.Epsg != null && scene.CloudCover != null);
        found.ShouldAllBe(scene => scene.Assets["B02"].PixelSize == 10 && scene.Assets["SCL"].PixelSize == 20);
        found.ShouldAllBe(scene => scene.Acquisition.StartsWith("GS2"));
    }

    [SkippableFact]
    public async Task Search_RealCollection_FiltersCloudAndDates()
    {
        Skip.If(Repository.RealData is null, Repository.RealDataMissing);
        using RangeReaderFactory readers = new(new SourcePolicy { AllowFiles = true });
        ISceneSource source = await SceneSources.OpenAsync(new Uri(Path.Combine(Repository.RealData!, "s2-33T", "items.json")), readers);

        FoundScenes clear = await source.SearchAsync(All with { Start = Day(2023, 8, 13), End = Day(2023, 8, 20), MaxCloudCover = 40 });

        clear.Select(scene => scene.Id).ShouldBe(["S2B_33TWL_20230813_0_L2A", "S2A_33TWM_20230815_0_L2A", "S2A_33TWL_20230815_0_L2A"]);
        clear.ShouldAllBe(scene => scene.DigitalNumberOffset == 0 && scene.Epsg == 32633);
        clear[1].Acquisition.ShouldBe(clear[2].Acquisition);
        clear[0].Assets["B08"].ShouldBe(new SceneAsset(new Uri(Path.Combine(Repository.RealData!, "s2-33T", "S2B_33TWL_20230813_0_L2A", "B08.tif")), 120, 499980, 5100000));
    }

    [SkippableFact]
    public async Task Search_RealStaticCatalogue_FindsItsItems()
    {
        Skip.If(Repository.RealData is null, Repository.RealDataMissing);
        using RangeReaderFactory readers = new(new SourcePolicy { AllowFiles = true });
        ISceneSource source = await SceneSources.OpenAsync(new Uri(Path.Combine(Repository.RealData!, "s2-multitile", "catalog.json")), readers);

        FoundScenes found = await source.SearchAsync(All);

        source.ShouldBeOfType<StaticCatalogSource>();
        found.Count.ShouldBe(7);
        found.ShouldAllBe(scene => scene.Assets["B02"].Href.IsFile && scene.Assets["SCL"].Href.Host == "sentinel-cogs.s3.us-west-2.amazonaws.com");
    }

    private static DateTimeOffset Day(int year, int month, int day) => new(year, month, day, 0, 0, 0, TimeSpan.Zero);

    private static async Task<IReadOnlyList<Scene>> SearchAsync(SceneQuery query, params string[] items) =>
        await ItemCollectionSource.Parse($$"""{"type":"FeatureCollection","features":[{{string.Join(",", items)}}]}""", Address).SearchAsync(query);

    private static string Item(string id, string properties, string assets = "{}", string geometry = """{"type":"Polygon","coordinates":[[[10,45],[11,45],[11,46],[10,46],[10,45]]]}""")
    {
        string time = properties.Contains("\"datetime\"", StringComparison.Ordinal) ? string.Empty : "\"datetime\":\"2023-01-01T10:00:00Z\"" + (properties == "{}" ? "" : ",");
        return $$"""{"type":"Feature","stac_version":"1.0.0","id":"{{id}}","geometry":{{geometry}},"properties":{{{time}}{{properties[1..]}},"assets":{{assets}}}""";
    }
}
