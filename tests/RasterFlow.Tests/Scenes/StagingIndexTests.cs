using System.Collections.Concurrent;
using System.Text.Json;
using NSubstitute;
using RasterFlow.Client.Staging;
using RasterFlow.Storage;
using RasterFlow.Tests.Mosaics;

namespace RasterFlow.Tests.Scenes;

/// <summary>Tile indexes of a job document on this disk, as the command line uploads them.</summary>
public sealed class StagingIndexTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("rasterflow-").FullName;
    private readonly ConcurrentBag<string> _keys = [];

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("index.geojson")]
    [InlineData("index.parquet")]
    public async Task Stage_IndexWithImagesBesideIt_UploadsThoseThatTheQueryTakes(string name)
    {
        TestTileIndex index = new(_folder) { Location = static file => $"images/{file}" };
        index.WriteImages(static (_, _, _, _) => 1);
        index.Write(name);

        string address = (await StageAsync(name, """, "query": "kind = 'ortho'" """))!;

        address.ShouldEndWith($"/{name}");
        string prefix = address[(address.IndexOf("uploads/", StringComparison.Ordinal))..^name.Length];
        _keys.Order(StringComparer.Ordinal).ShouldBe(new[] { "images/a.tif", "images/b.tif", name }.Select(path => prefix + path));
    }

    [Fact]
    public async Task Stage_ImagesElsewhere_KeepTheirAddresses()
    {
        new TestTileIndex(_folder) { Location = static file => $"https://images.example/{file}" }.Write("index.geojson");

        await StageAsync("index.geojson");

        _keys.ShouldHaveSingleItem().ShouldEndWith("/index.geojson");
    }

    [Theory]
    [InlineData("/data/images/", "/data/images/a.tif in 'location' by an absolute path")]
    [InlineData("file:///data/images/", "file:///data/images/a.tif in 'location' by an absolute path")]
    [InlineData("nowhere/", "names 3 images in 'location' that are not there")]
    public async Task Stage_ImagesThatCannotBeUploaded_AreRefusedByName(string prefix, string expected)
    {
        new TestTileIndex(_folder) { Location = file => prefix + file }.Write("index.parquet");

        Exception e = await Should.ThrowAsync<Exception>(() => StageAsync("index.parquet"));

        e.ShouldBeAssignableTo(prefix == "nowhere/" ? typeof(FileNotFoundException) : typeof(FormatException));
        e.Message.ShouldContain(expected);
        _keys.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("no index", "", "is neither GeoParquet nor valid JSON")]
    [InlineData("""{"type":"Feature"}""", "", "a GeoJSON FeatureCollection or a GeoParquet file is expected")]
    [InlineData("""{"type":"FeatureCollection","features":[]}""", "", "has 0 rows")]
    public async Task Stage_FileThatIsNoIndex_IsTold(string content, string more, string expected)
    {
        await File.WriteAllTextAsync(Path.Combine(_folder, "index.geojson"), content);

        (await Should.ThrowAsync<FormatException>(() => StageAsync("index.geojson", more))).Message.ShouldContain(expected);
    }

    [Fact]
    public async Task Stage_OtherLocationField_IsTheOneThatIsFollowed()
    {
        new TestTileIndex(_folder).Write("index.geojson");

        (await Should.ThrowAsync<FormatException>(() => StageAsync("index.geojson", """, "location_field": "url" """))).Message.ShouldContain("no attribute 'url'. It has: kind, location, rank, taken");
    }

    /// <summary>What is wrong with the document the service tells, all at once.</summary>
    [Theory]
    [InlineData(""", "query": "rank LIKE 3" """)]
    [InlineData(""", "location_field": 5""")]
    public async Task Stage_DocumentWithProblems_UploadsTheIndexAlone(string more)
    {
        TestTileIndex index = new(_folder);
        index.WriteImages(static (_, _, _, _) => 1);
        index.Write("index.geojson");

        await StageAsync("index.geojson", more);

        _keys.ShouldHaveSingleItem().ShouldEndWith("/index.geojson");
    }

    [Fact]
    public async Task Stage_IndexThatIsNotThere_IsMissed() =>
        (await Should.ThrowAsync<FileNotFoundException>(() => StageAsync("index.geojson"))).Message.ShouldContain("neither an address nor a file");

    private async Task<string?> StageAsync(string index, string more = "")
    {
        IObjectStore store = Substitute.For<IObjectStore>();
        store.GetUri(Arg.Any<string>()).Returns(call => new Uri($"https://example.com/{call.Arg<string>()}"));
        store.When(fake => fake.WriteAsync(Arg.Any<string>(), Arg.Any<Stream>(), Arg.Any<CancellationToken>())).Do(call => _keys.Add(call.Arg<string>()));
        using JsonDocument document = JsonDocument.Parse($$"""{"gti": {"index": "{{index}}", "bands": ["one"]{{more}} } }""");
        return (await new JobStager(store, _folder).StageAsync(document.RootElement)).GetProperty("gti").GetProperty("index").GetString();
    }
}
