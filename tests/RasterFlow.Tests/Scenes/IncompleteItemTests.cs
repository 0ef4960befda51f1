using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using NetTopologySuite.Geometries;
using RasterFlow.Areas;
using RasterFlow.Scenes;
using RasterFlow.Storage;
using RasterFlow.Tests.Areas;
using RasterFlow.Tests.Storage;
using RasterFlow.Tests.Support;

namespace RasterFlow.Tests.Scenes;

/// <summary>Items that lack a time or a place, from every kind of catalogue: what can be known is used, and no item loses the others.</summary>
public sealed class IncompleteItemTests
{
    private const string Time = "\"properties\":{\"datetime\":\"2023-05-01T00:00:00Z\"}";
    private const string Place = "\"geometry\":{\"type\":\"Point\",\"coordinates\":[10,45]}";
    private static readonly string Folder = Path.Combine(Repository.Root, "tests/RasterFlow.Tests/Scenes/golden");
    private static readonly Uri Address = new("https://example.com/items.json");
    private static readonly SceneQuery All = new(AreaCases.Globe, DateTimeOffset.MinValue, DateTimeOffset.MaxValue, 101);

    [Theory]
    [InlineData("collection")]
    [InlineData("parquet")]
    [InlineData("catalogue")]
    [InlineData("service")]
    public async Task Search_ItemsThatLackATimeOrAPlace_LosesNoOther(string kind)
    {
        FoundScenes found = await SearchAsync(kind, All);

        found.Select(scene => $"{scene.Id} {scene.Acquired:yyyy-MM-dd'T'HH:mm:ss}").ShouldBe(
            ["across 2023-01-11T10:00:31", "boxed 2023-01-11T10:00:31", "ranged 2023-05-01T10:00:00", "ended 2023-05-02T10:00:00"]);
        found.Single(scene => scene.Id == "boxed").Footprint.EnvelopeInternal.ShouldBe(new(10, 11, 45, 46));
        Geometry across = found.Single(scene => scene.Id == "across").Footprint;
        Enumerable.Range(0, 2).Select(part => across.GetGeometryN(part).EnvelopeInternal).OrderBy(box => box.MinX).ShouldBe([new(-180, -179, 45, 46), new(179, 180, 45, 46)]);
        across.Area.ShouldBe(2, 1e-9);
        found.Unused.OrderBy(scene => scene.Id, StringComparer.Ordinal).ShouldBe(
        [
            new("nowhere", new(2023, 1, 11, 10, 0, 31, 24, TimeSpan.Zero), UnusedReason.IncompleteItem, "the item has neither a geometry nor a box ('bbox')"),
            new("timeless", DateTimeOffset.MinValue, UnusedReason.IncompleteItem, "the item says no valid time ('datetime', or 'start_datetime' where that is null)"),
        ]);
    }

    /// <summary>What is known of an item still decides: none is reported that lies elsewhere, or is of another day.</summary>
    [Theory]
    [InlineData("collection")]
    [InlineData("parquet")]
    [InlineData("catalogue")]
    [InlineData("service")]
    public async Task Search_OtherAreaAndDates_TellsNothingMissing(string kind)
    {
        SceneQuery query = All with { Area = AreaReader.Parse("[40, 45, 41, 46]"), Start = new(2023, 5, 1, 0, 0, 0, TimeSpan.Zero) };

        FoundScenes found = await SearchAsync(kind, query);

        found.ShouldBeEmpty();
        found.Unused.ShouldNotContain(scene => scene.Reason == UnusedReason.IncompleteItem);
    }

    [Theory]
    [InlineData(Place, "says no valid time")]
    [InlineData("\"properties\":{\"datetime\":\"yesterday\"}," + Place, "says no valid time")]
    [InlineData(Time, "neither a geometry nor a box")]
    [InlineData(Time + ",\"geometry\":{\"type\":\"Polygon\",\"coordinates\":[[[1,2]]]}", "geometry is not valid")]
    [InlineData(Time + ",\"geometry\":null,\"bbox\":[10,46,11,45]", "neither a geometry nor a box")]
    [InlineData(Time + ",\"geometry\":null,\"bbox\":[10,45,11]", "neither a geometry nor a box")]
    [InlineData(Time + ",\"geometry\":null,\"bbox\":[10,\"45\",11,46]", "neither a geometry nor a box")]
    [InlineData(Time + "," + Place + ",\"assets\":{\"B02\":{\"href\":\"http://[\",\"type\":\"image/tiff\"}}", "address of B02 is not valid")]
    public async Task Search_ItemThatIsNotRight_IsToldWithItsReason(string members, string expected)
    {
        FoundScenes found = await Collection("{\"id\":\"bad\"," + members + "}", "{\"id\":\"good\"," + Time + "," + Place + "}").SearchAsync(All);

        found.Single().Id.ShouldBe("good");
        UnusedScene unused = found.Unused.ShouldHaveSingleItem();
        (unused.Id, unused.Reason).ShouldBe(("bad", UnusedReason.IncompleteItem));
        unused.Detail.ShouldContain(expected);
    }

    [Theory]
    [InlineData("null")]
    [InlineData("{\"type\":\"Polygon\",\"coordinates\":[]}")]
    [InlineData("{\"type\":\"Polygon\",\"coordinates\":[[[1,2]]]}")]
    public async Task Search_BoxOfThreeAxes_StandsForTheGeometry(string geometry)
    {
        FoundScenes found = await Collection("{\"id\":\"a\"," + Time + ",\"geometry\":" + geometry + ",\"bbox\":[10,45,-100,11,46,900]}").SearchAsync(All);

        found.Single().Footprint.EnvelopeInternal.ShouldBe(new(10, 11, 45, 46));
    }

    private static ItemCollectionSource Collection(params string[] items) =>
        ItemCollectionSource.Parse("{\"type\":\"FeatureCollection\",\"features\":[" + string.Join(",", items) + "]}", Address);

    private static async Task<FoundScenes> SearchAsync(string kind, SceneQuery query)
    {
        string text = await File.ReadAllTextAsync(Path.Combine(Folder, "incomplete.json"));
        if (kind == "service")
        {
            await using ApiServer api = await ApiServer.StartAsync(text);
            return (FoundScenes)await api.SearchAsync(query);
        }

        JsonNode[] items = [.. JsonNode.Parse(text)!["features"]!.AsArray().Select(item => item!)];
        using RangeReaderFactory readers = new(new SourcePolicy { AllowFiles = true, AllowLoopback = true });
        await using LocalServer server = await LocalServer.StartAsync((context, _) => LocalServer.ServeAsync(context, Document(context.Request.Path, items)));
        ISceneSource source = kind switch
        {
            "collection" => ItemCollectionSource.Parse(text, Address),
            "parquet" => new StacGeoParquetSource(new Uri(Path.Combine(Folder, "incomplete.parquet")), readers),
            _ => new StaticCatalogSource(server.Address("/catalog.json"), readers),
        };
        return await source.SearchAsync(query);
    }

    private static byte[] Document(PathString path, JsonNode[] items)
    {
        JsonNode? item = items.FirstOrDefault(item => path == $"/{item["id"]}.json");
        IEnumerable<JsonNode> links = items.Select(item => new JsonObject { ["rel"] = "item", ["href"] = $"{item["id"]}.json" });
        return ApiServer.Utf8((item ?? new JsonObject { ["type"] = "Catalog", ["id"] = "c", ["links"] = new JsonArray([.. links]) }).ToJsonString());
    }
}
