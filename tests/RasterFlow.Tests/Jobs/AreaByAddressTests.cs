using System.Text;
using System.Text.Json;
using NSubstitute;
using RasterFlow.Areas;
using RasterFlow.Jobs;
using RasterFlow.Models;
using RasterFlow.Storage;
using RasterFlow.Tests.Mosaics;
using RasterFlow.Tests.Scenes;
using RasterFlow.Tests.Storage;

namespace RasterFlow.Tests.Jobs;

/// <summary>Areas by the address of a file on a web server, as a job document gives them.</summary>
public sealed class AreaByAddressTests
{
    private const string GeoJson = """{"type":"Feature","properties":{},"geometry":{"type":"Polygon","coordinates":[[[15.5,45.5],[15.6,45.5],[15.6,45.55],[15.5,45.55],[15.5,45.5]]]}}""";
    private const string Wkt = "POLYGON ((15.5 45.5, 15.6 45.5, 15.6 45.55, 15.5 45.55, 15.5 45.5))";
    private static readonly AreaOfInterest Area = new(TestScenes.Box(15.5, 45.5, 15.6, 45.55));

    [Theory]
    [InlineData("area.geojson")]
    [InlineData("area.json")]
    [InlineData("area.wkt")]
    [InlineData("area.parquet")]
    public async Task Check_AreaOnAServer_IsThatOfTheFile(string name)
    {
        using MemoryStream parquet = new();
        await GeoParquetAreaWriter.WriteAsync(parquet, Area);
        byte[] content = name.EndsWith("parquet", StringComparison.Ordinal) ? parquet.ToArray() : Encoding.UTF8.GetBytes(name.EndsWith("wkt", StringComparison.Ordinal) ? Wkt : GeoJson);
        await using LocalServer server = await LocalServer.StartAsync((context, _) => LocalServer.ServeAsync(context, content));

        (CheckedJob? job, IReadOnlyList<JobProblem> problems) = await CheckAsync(server.Address(name).AbsoluteUri + "?sig=hush");

        problems.ShouldBeEmpty();
        job!.Area.Geometry.EqualsTopologically(Area.Geometry).ShouldBeTrue();
    }

    [Theory]
    [InlineData("none.geojson", 404, "", "404")]
    [InlineData("area.geojson", 200, "{", "not valid JSON")]
    [InlineData("area.parquet", 200, "{}", "area.parquet is not a readable Parquet file")]
    [InlineData("area.shp", 200, "{}", "area.shp")]
    [InlineData("area.wkt", 200, "POINT (1 2)", "Point has no area")]
    public async Task Check_BadAreaOnAServer_IsAProblemOfItsField(string name, int status, string content, string expected)
    {
        await using LocalServer server = await LocalServer.StartAsync((context, _) =>
        {
            context.Response.StatusCode = status;
            return status == 200 ? LocalServer.ServeAsync(context, Encoding.UTF8.GetBytes(content)) : Task.CompletedTask;
        });

        (CheckedJob? job, IReadOnlyList<JobProblem> problems) = await CheckAsync(server.Address(name).AbsoluteUri + "?sig=hush");

        job.ShouldBeNull();
        JobProblem problem = problems.ShouldHaveSingleItem();
        problem.Field.ShouldBe("aoi");
        problem.Message.ShouldContain(expected);
        problem.Message.ShouldNotContain("hush");
    }

    [Theory]
    [InlineData("https://elsewhere.example/area.geojson?sig=hush", "elsewhere.example")]
    [InlineData("http://169.254.169.254/area.geojson", "169.254.169.254")]
    public async Task Check_AreaOffTheAllowList_IsRefused(string address, string expected)
    {
        (CheckedJob? job, IReadOnlyList<JobProblem> problems) = await CheckAsync(address);

        job.ShouldBeNull();
        problems.ShouldHaveSingleItem().Message.ShouldContain(expected);
        problems[0].Message.ShouldNotContain("hush");
    }

    private static async Task<(CheckedJob? Job, IReadOnlyList<JobProblem> Problems)> CheckAsync(string aoi)
    {
        await using ApiServer api = await ApiServer.StartAsync("""{"type":"FeatureCollection","features":[]}""");
        List<JobProblem> problems = [];
        JobDocument document = JobDocumentReader.Read(
            JsonSerializer.SerializeToElement(new { aoi, scenes = api.Landing.AbsoluteUri, datasets = new[] { "S2_MED_WINDOWED_PIXEL" }, start = "2023-01-01", end = "2024-01-01" }), problems);
        JobChecker checker = new(api.Readers, new ModelStore(api.Readers, Substitute.For<IObjectStore>(), new ModelOptions()), 250_000);

        // An area without scenes is fine here: it is the area that counts.
        return (await checker.ExamineAsync(document, problems), problems);
    }
}
