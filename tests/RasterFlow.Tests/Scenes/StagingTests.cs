using System.Collections.Concurrent;
using System.Text.Json;
using NSubstitute;
using RasterFlow.Client.Staging;
using RasterFlow.Storage;
using RasterFlow.Tests.Support;

namespace RasterFlow.Tests.Scenes;

/// <summary>Local catalogues and areas of a job document, as the command line uploads them.</summary>
public sealed class StagingTests : IDisposable
{
    private static readonly string Golden = Path.Combine(Repository.Root, "tests/RasterFlow.Tests/Scenes/golden");
    private readonly string _folder = Directory.CreateTempSubdirectory("rasterflow-").FullName;
    private readonly ConcurrentBag<string> _keys = [];

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Stage_StacGeoParquet_UploadsItWithTheImagesBesideIt()
    {
        File.Copy(Path.Combine(Golden, "items.parquet"), Path.Combine(_folder, "items.parquet"));
        string image = new Uri(new Uri(_folder + "/"), RelativeImage()).LocalPath;
        Directory.CreateDirectory(Path.GetDirectoryName(image)!);
        await File.WriteAllTextAsync(image, "pixels");

        string scenes = (await StageAsync("scenes", "items.parquet"))!;

        scenes.ShouldEndWith("/items.parquet");
        _keys.Select(key => Path.GetFileName(key)).Order().ShouldBe(new[] { Path.GetFileName(image), "items.parquet" }.Order());
        _keys.Select(key => string.Join('/', key.Split('/')[..2])).Distinct().ShouldHaveSingleItem();
    }

    [Fact]
    public async Task Stage_CatalogueWithLinksToNothingHere_UploadsIt()
    {
        await File.WriteAllTextAsync(Path.Combine(_folder, "catalog.json"), """{"type":"Catalog","assets":null,"links":[{"rel":"self","href":"https://example.com/catalog.json"},{"rel":"item","href":"missing.json"}]}""");

        await StageAsync("scenes", "catalog.json");

        _keys.ShouldHaveSingleItem().ShouldEndWith("/catalog.json");
    }

    [Theory]
    [InlineData("items.json", "", "items.json is empty. Give a STAC ItemCollection")]
    [InlineData("items.json", "hello\nworld", "items.json is not JSON (line 1, byte 0). Give a STAC ItemCollection")]
    [InlineData("items.json", "[1]", "items.json is not STAC: the document is [1], but must be an object")]
    [InlineData("items.json", """{"links":["x"]}""", "items.json is not STAC: links[0] is \"x\", but must be an object")]
    [InlineData("items.json", """{"links":"x"}""", "items.json is not STAC: links is \"x\", but must be an array")]
    [InlineData("items.json", """{"links":[{"rel":5}]}""", "items.json is not STAC: links[0].rel is 5, but must be a text")]
    [InlineData("items.json", """{"links":[{"rel":"item","href":5}]}""", "items.json is not STAC: links[0].href is 5, but must be a text")]
    [InlineData("items.json", """{"features":[{},{"assets":{"B04":{"href":5}}}]}""", "items.json is not STAC: features[1].assets.B04.href is 5, but must be a text")]
    [InlineData("items.json", """{"assets":{"B04":"b04.tif"}}""", "items.json is not STAC: assets.B04 is \"b04.tif\", but must be an object")]
    [InlineData("items.json", """{"features":7}""", "items.json is not STAC: features is 7, but must be an array")]
    [InlineData("items.parquet", "", "items.parquet cannot be read")]
    [InlineData("items.parquet", "PAR1 and text", "items.parquet cannot be read")]
    public async Task Stage_FileThatIsNoCatalogue_IsToldByFileAndField(string name, string content, string expected)
    {
        await File.WriteAllTextAsync(Path.Combine(_folder, name), content);

        (await Should.ThrowAsync<FormatException>(() => StageAsync("scenes", name))).Message.ShouldContain(expected);
        _keys.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("15.8,45.8,16.0,45.9")]
    [InlineData(" -1, -2, 3.5, 4e0")]
    [InlineData("15.8,45.8,16.0")]
    [InlineData("[15.8,45.8,16.0,45.9]")]
    [InlineData("""{"type":"Polygon","coordinates":[]}""")]
    public async Task Stage_AreaWrittenOut_StaysForTheServiceToRead(string aoi)
    {
        (await StageAsync("aoi", aoi)).ShouldBe(aoi);
        _keys.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("15.8-45.8.geojson")]
    [InlineData("1,2,fields.parquet")]
    [InlineData("2023.wkt")]
    public async Task Stage_NameThatLooksLikeAFile_IsMissed(string aoi) => await Should.ThrowAsync<FileNotFoundException>(() => StageAsync("aoi", aoi));

    private static string RelativeImage()
    {
        using JsonDocument items = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(Golden, "items.json")));
        return items.RootElement.GetProperty("features").EnumerateArray().SelectMany(item => item.GetProperty("assets").EnumerateObject())
            .Select(asset => asset.Value.GetProperty("href").GetString()!).First(href => !href.Contains("://", StringComparison.Ordinal));
    }

    private async Task<string?> StageAsync(string field, string value)
    {
        IObjectStore store = Substitute.For<IObjectStore>();
        store.GetUri(Arg.Any<string>()).Returns(call => new Uri($"https://example.com/{call.Arg<string>()}"));
        store.When(fake => fake.WriteAsync(Arg.Any<string>(), Arg.Any<Stream>(), Arg.Any<CancellationToken>())).Do(call => _keys.Add(call.Arg<string>()));
        JsonElement document = JsonSerializer.SerializeToElement(new Dictionary<string, string> { [field] = value });
        return (await new JobStager(store, _folder).StageAsync(document)).GetProperty(field).GetString();
    }
}
