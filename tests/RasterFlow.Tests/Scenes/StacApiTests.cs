using System.Text.Json.Nodes;
using RasterFlow.Scenes;
using RasterFlow.Storage;
using RasterFlow.Tests.Areas;

namespace RasterFlow.Tests.Scenes;

/// <summary>What is sent to a STAC API, and what its answers become.</summary>
public sealed class StacApiTests
{
    private const string Box = """{"type":"Polygon","coordinates":[[[10,45],[11,45],[11,46],[10,46],[10,45]]]}""";
    private static readonly string LastPage = ApiServer.Page(null);
    private static readonly SceneQuery Globe = new(AreaCases.Globe, new(2023, 2, 1, 0, 0, 0, TimeSpan.Zero), new(2023, 3, 1, 0, 0, 0, TimeSpan.Zero), 101);

    /// <summary>The body for Earth Search, written by hand after the query extension.</summary>
    [Fact]
    public async Task Search_ApiWithQueryExtension_PostsTheWholeQuery()
    {
        await using ApiServer api = await ApiServer.StartAsync((context, _, _) => Write(context, LastPage), [ApiServer.EarthSearch], ["sentinel-2-c1-l2a", "other", "sentinel-2-l2a"]);

        (await api.SearchAsync()).ShouldBeEmpty();

        ShouldBe(api.Searches.Single(), "POST", "/v1/search", $$$"""
            {"collections":["sentinel-2-c1-l2a","sentinel-2-l2a"],"intersects":{{{Box}}},"limit":100,
             "datetime":"2023-01-01T00:00:00Z/2024-01-01T00:00:00Z","query":{"eo:cloud_cover":{"lt":75} } }
            """);
    }

    /// <summary>The body for the Planetary Computer, which knows both: CQL2 goes first.</summary>
    [Fact]
    public async Task Search_ApiWithFilterExtension_PostsCql2()
    {
        await using ApiServer api = await ApiServer.StartAsync((context, _, _) => Write(context, LastPage), [ApiServer.EarthSearch, ApiServer.Filter, ApiServer.Cql2]);

        await api.SearchAsync(ApiServer.Query with { MaxCloudCover = 12.5 });

        ShouldBe(api.Searches.Single(), "POST", "/v1/search", $$$"""
            {"collections":["sentinel-2-l2a"],"intersects":{{{Box}}},"limit":100,"datetime":"2023-01-01T00:00:00Z/2024-01-01T00:00:00Z",
             "filter-lang":"cql2-json","filter":{"op":"<","args":[{"property":"eo:cloud_cover"},12.5]}}
            """);
    }

    [Fact]
    public async Task Search_NoConditionNoDates_SendsNeither()
    {
        await using ApiServer api = await ApiServer.StartAsync((context, _, _) => Write(context, LastPage), ["https://api.stacspec.org/v1.0.0/item-search"]);

        await api.SearchAsync(ApiServer.Query with { Start = DateTimeOffset.MinValue, End = DateTimeOffset.MaxValue });
        await api.SearchAsync(ApiServer.Query with { Start = DateTimeOffset.MinValue, MaxCloudCover = 101 });

        ShouldBe(api.Searches.First(), "POST", "/v1/search", $$"""{"collections":["sentinel-2-l2a"],"intersects":{{Box}},"limit":100}""");
        api.Searches.Last().Body!["datetime"]!.GetValue<string>().ShouldBe("../2024-01-01T00:00:00Z");
    }

    [Theory]
    [InlineData("?collections=a,b", "", "[\"a\",\"b\"]")]
    [InlineData("?key=1&collections=naip", "?key=1", "[\"naip\"]")]
    public async Task Open_CollectionsInTheAddress_AreSearchedAndNotSent(string address, string landing, string collections)
    {
        await using ApiServer api = await ApiServer.StartAsync(LastPage);

        await api.SearchAsync(address: address);

        api.Landings.Single().ShouldBe(landing);
        api.Searches.Single().Body!["collections"]!.ToJsonString().ShouldBe(collections);
    }

    /// <summary>Both recorded pages and an empty one: the second request is the body of the first page's link, word for word.</summary>
    [SkippableFact]
    public async Task Search_RecordedPlanetaryComputer_FollowsItsTokens()
    {
        await using ApiServer api = await ApiServer.StartAsync(
            ApiServer.Recorded("planetary-computer-search-page-1.json"), ApiServer.Recorded("planetary-computer-search-page-2.json"), LastPage);

        IReadOnlyList<Scene> scenes = await api.SearchAsync(Globe);

        // By time: 14:57 comes before 15:07. Baseline 04.00 and no word of the offset: it is still in the numbers.
        scenes.Select(scene => (scene.Id, scene.DigitalNumberOffset, scene.CloudCover)).ShouldBe(
        [
            ("S2A_MSIL2A_20230216T145731_R082_T21UYT_20230217T083102", -1000, 99.923795),
            ("S2A_MSIL2A_20230216T150721_R082_T19PHS_20230217T082924", -1000, 70.125186),
        ]);
        api.Searches.Count.ShouldBe(3);
        ShouldBe(api.Searches.ElementAt(1), "POST", "/v1/search",
            """{"collections":["sentinel-2-l2a"],"limit":1,"token":"next:S2A_MSIL2A_20230216T150721_R082_T19PHS_20230217T082924"}""");
        ShouldBe(api.Searches.ElementAt(2), "POST", "/v1/search",
            """{"collections":["sentinel-2-l2a"],"limit":1,"token":"next:S2A_MSIL2A_20230216T145731_R082_T21UYT_20230217T083102"}""");
    }

    /// <summary>A service that does not filter: the cloudy one of the two is left out here.</summary>
    [SkippableFact]
    public async Task Search_ItemsThatDoNotMeetTheQuery_AreLeftOut()
    {
        await using ApiServer api = await ApiServer.StartAsync(
            ApiServer.Recorded("planetary-computer-search-page-1.json"), ApiServer.Recorded("planetary-computer-search-page-2.json"), LastPage);

        (await api.SearchAsync(Globe with { MaxCloudCover = 75 })).Single().Id.ShouldContain("T19PHS");
    }

    /// <summary>The recorded month of tile 13TDE; cloud cover, offset and place read off the file by eye.</summary>
    [SkippableFact]
    public async Task Search_RecordedEarthSearch_GivesTheClearScenes()
    {
        await using ApiServer api = await ApiServer.StartAsync(ApiServer.Recorded("earth-search-items.json"));

        IReadOnlyList<Scene> scenes = await api.SearchAsync(Globe with { Start = DateTimeOffset.MinValue, End = DateTimeOffset.MaxValue, MaxCloudCover = 75 });

        scenes.Select(scene => scene.Id).ShouldBe(
        [
            "S2B_T13TDE_20240331T175111_L2A", "S2A_T13TDE_20240402T174230_L2A", "S2A_T13TDE_20240405T175934_L2A",
            "S2B_T13TDE_20240407T174209_L2A", "S2A_T13TDE_20240412T175055_L2A", "S2A_T13TDE_20240415T180048_L2A",
        ]);
        scenes.ShouldAllBe(scene => scene.DigitalNumberOffset == -1000 && scene.Epsg == 32613);
        scenes[4].Assets["B04"].ShouldBe(new SceneAsset(
            new Uri("https://e84-earth-search-sentinel-data.s3.us-west-2.amazonaws.com/sentinel-2-c1-l2a/13/T/DE/2024/4/S2A_T13TDE_20240412T175055_L2A/B04.tif"), 10, 399960, 4500000));
    }

    /// <summary>Four tiles of one pass, baseline 05.10: one acquisition, the offset still in the numbers.</summary>
    [SkippableFact]
    public async Task Search_RecordedPlanetaryComputerItems_AreFourTilesOfOnePass()
    {
        string page = $$"""{"type":"FeatureCollection","features":{{ApiServer.Recorded("planetary-computer-items.json")}}}""";
        await using ApiServer api = await ApiServer.StartAsync(page);

        IReadOnlyList<Scene> scenes = await api.SearchAsync(Globe with { End = DateTimeOffset.MaxValue });

        scenes.Count.ShouldBe(4);
        scenes.ShouldAllBe(scene => scene.DigitalNumberOffset == -1000 && scene.Acquisition == "GS2B_20240419T095549_037185" && scene.Assets.Count == 13);
        scenes[0].Assets["SCL"].Href.Query.ShouldBeEmpty();
    }

    /// <summary>One product in both collections of Earth Search, made at the same moment: the one of Collection 1, with its own offset.</summary>
    [Fact]
    public async Task Search_ProductInBothCollections_CountsOnce()
    {
        const string Geometry = """{"type":"Polygon","coordinates":[[[10,45],[11,45],[11,46],[10,45]]]}""";
        const string Common = "\"datetime\":\"2023-05-01T10:00:00Z\",\"s2:datatake_id\":\"GS2A_20230501T100000_041000_N05.09\",\"grid:code\":\"MGRS-32TQR\",\"s2:generation_time\":\"2023-05-01T15:00:00Z\"";
        const string Page = "{\"type\":\"FeatureCollection\",\"features\":[" +
            "{\"type\":\"Feature\",\"id\":\"S2A_32TQR_20230501_0_L2A\",\"collection\":\"sentinel-2-l2a\",\"geometry\":" + Geometry + ",\"properties\":{" + Common + ",\"earthsearch:boa_offset_applied\":true},\"assets\":{}}," +
            "{\"type\":\"Feature\",\"id\":\"S2A_T32TQR_20230501T101010_L2A\",\"collection\":\"sentinel-2-c1-l2a\",\"geometry\":" + Geometry + ",\"properties\":{" + Common + "}," +
            "\"assets\":{\"red\":{\"href\":\"r.tif\",\"raster:bands\":[{\"scale\":0.0001,\"offset\":-0.1}]}}}]}";
        await using ApiServer api = await ApiServer.StartAsync(Page);

        Scene scene = (await api.SearchAsync()).Single();

        scene.Id.ShouldBe("S2A_T32TQR_20230501T101010_L2A");
        scene.DigitalNumberOffset.ShouldBe(-1000);
    }

    [Fact]
    public async Task Search_MergedBody_KeepsTheQuery()
    {
        await using ApiServer api = await ApiServer.StartAsync(
            ApiServer.Page("""
                "method":"POST","href":"{SERVER}/v1/search","merge":true,"body":{"token":"t1","limit":7}
                """, "a"),
            ApiServer.Page(null, "b"));

        (await api.SearchAsync()).Count.ShouldBe(2);

        JsonNode first = api.Searches.First().Body!.DeepClone();
        first["token"] = "t1";
        first["limit"] = 7;
        ShouldBe(api.Searches.Last(), "POST", "/v1/search", first.ToJsonString());
    }

    [Fact]
    public async Task Search_GetLinkWithHeaders_IsFollowed()
    {
        await using ApiServer api = await ApiServer.StartAsync(
            ApiServer.Page("""
                "href":"/v1/search?page=2&token=a%2Fb","headers":{"x-token":"t2","Host":"elsewhere.example"}
                """, "a"),
            ApiServer.Page("""
                "method":"get","href":"search?page=3"
                """, "b"),
            ApiServer.Page(null, "c"));

        (await api.SearchAsync()).Select(scene => scene.Id).ShouldBe(["a", "b", "c"]);

        api.Searches.Skip(1).Select(search => (search.Method, search.Path, search.Token)).ShouldBe([("GET", "/v1/search?page=2&token=a%2Fb", "t2"), ("GET", "/v1/search?page=3", "")]);
        api.Searches.Skip(1).ShouldAllBe(search => search.Body == null);
    }

    [Fact]
    public async Task Search_PostLinkWithoutBody_RepeatsTheBody()
    {
        await using ApiServer api = await ApiServer.StartAsync(ApiServer.Page("\"method\":\"POST\",\"href\":\"{SERVER}/v1/search?page=2\"", "a"), ApiServer.Page(null, "b"));

        await api.SearchAsync();

        ShouldBe(api.Searches.Last(), "POST", "/v1/search?page=2", api.Searches.First().Body!.ToJsonString());
    }

    [Fact]
    public async Task Search_LastPageWithLink_EndsAtTheEmptyPage()
    {
        await using ApiServer api = await ApiServer.StartAsync(ApiServer.Page("\"href\":\"/v1/search?page=2\"", "a"), ApiServer.Page("\"href\":\"/v1/search?page=3\""));

        (await api.SearchAsync()).Count.ShouldBe(1);
        api.Searches.Count.ShouldBe(2);
    }

    private static void ShouldBe((string Method, string Path, JsonNode? Body, string Token) search, string method, string path, string body)
    {
        (search.Method, search.Path).ShouldBe((method, path));
        JsonNode.DeepEquals(search.Body, JsonNode.Parse(body)).ShouldBeTrue(search.Body?.ToJsonString());
    }

    private static Task Write(Microsoft.AspNetCore.Http.HttpContext context, string text) => context.Response.Body.WriteAsync(ApiServer.Utf8(text)).AsTask();
}
