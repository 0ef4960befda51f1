using System.Text;
using RasterFlow.Scenes;
using RasterFlow.Storage;
using RasterFlow.Tests.Areas;

namespace RasterFlow.Tests.Scenes;

public sealed class StaticCatalogTests
{
    private static readonly SceneQuery All = new(AreaCases.Globe, DateTimeOffset.MinValue, DateTimeOffset.MaxValue, 101);

    [Fact]
    public async Task Search_ItemLinkedTwice_IsReadOnce()
    {
        Files files = new()
        {
            ["catalog.json"] = Catalog(("child", "a/c.json"), ("child", "b/c.json")),
            ["a/c.json"] = Catalog(("item", "../i.json")),
            ["b/c.json"] = Catalog(("item", "../i.json"), ("parent", "../catalog.json")),
            ["i.json"] = Item,
        };

        IReadOnlyList<Scene> found = await files.OpenCatalog().SearchAsync(All);

        found.Single().Id.ShouldBe("i");
        files.Opened.Count(name => name == "i.json").ShouldBe(1);
    }

    [Fact]
    public async Task Search_Circle_IsRefused()
    {
        Files files = new() { ["catalog.json"] = Catalog(("child", "a.json")), ["a.json"] = Catalog(("child", "catalog.json")) };
        (await Should.ThrowAsync<StacException>(() => files.OpenCatalog().SearchAsync(All))).Message.ShouldContain("circle");
    }

    [Fact]
    public async Task Search_TooManyDocuments_IsRefused()
    {
        Files files = new() { ["catalog.json"] = Catalog([.. Enumerable.Range(0, 11).Select(i => ("item", $"{i}.json"))]) };
        (await Should.ThrowAsync<StacException>(() => files.OpenCatalog(10).SearchAsync(All))).Message.ShouldContain("more than 10");
    }

    [Theory]
    [InlineData("""{"type":"Topology"}""", "not STAC")]
    [InlineData("[1]", "JSON object")]
    [InlineData("<html>", "not valid JSON")]
    public async Task Open_NotStac_SaysWhat(string content, string expected)
    {
        Files files = new() { ["catalog.json"] = content };
        (await Should.ThrowAsync<StacException>(() => SceneSources.OpenAsync(Files.Root, files))).Message.ShouldContain(expected);
    }

    private const string Item = """
        {"type":"Feature","id":"i","properties":{"datetime":"2023-01-01T00:00:00Z"},"assets":{},"geometry":{"type":"Point","coordinates":[1,2]}}
        """;

    private static string Catalog(params (string Rel, string Href)[] links) =>
        $$"""{"type":"Catalog","id":"c","links":[{{string.Join(",", links.Select(link => $$"""{"rel":"{{link.Rel}}","href":"{{link.Href}}"}"""))}}]}""";

    private sealed class Files : Dictionary<string, string>, IRangeReaderFactory
    {
        public static Uri Root { get; } = new("https://example.com/catalog.json");

        public System.Collections.Concurrent.ConcurrentQueue<string> Opened { get; } = new();

        public StaticCatalogSource OpenCatalog(int maximumDocuments = 100) => new(Root, this, maximumDocuments);

        public IRangeReader Open(Uri address)
        {
            string name = address.AbsolutePath[1..];
            Opened.Enqueue(name);
            return new Imagery.MemoryRangeReader(Encoding.UTF8.GetBytes(this[name]), name);
        }
    }
}
