using System.Text.Json;
using RasterFlow.Functions.Sharing;
using RasterFlow.Jobs;

namespace RasterFlow.Tests.Sharing;

public sealed class ShareRequestTests
{
    private static readonly string[] Outputs = ["mosaic.zarr", "tiles.pmtiles"];

    [Theory]
    [InlineData("""{"output": "tiles.pmtiles"}""", 24)]
    [InlineData("""{"output": "mosaic.zarr", "hours": 0.5}""", 0.5)]
    [InlineData("""{"output": "mosaic.zarr", "hours": 168}""", 168)]
    public void Read_GoodDocument_GivesOutputAndLife(string json, double hours)
    {
        (ShareRequest? request, IReadOnlyList<JobProblem> problems) = ShareRequest.Read(Parse(json), Outputs);
        problems.ShouldBeEmpty();
        request!.Life.ShouldBe(TimeSpan.FromHours(hours));
    }

    [Theory]
    [InlineData("[]", "$")]
    [InlineData("{}", "output")]
    [InlineData("""{"output": "secrets"}""", "output")]
    [InlineData("""{"output": "tiles.pmtiles", "hours": 0}""", "hours")]
    [InlineData("""{"output": "tiles.pmtiles", "hours": 169}""", "hours")]
    [InlineData("""{"output": 5, "hours": "1", "days": 3}""", "hours,days,output")]
    public void Read_BadDocument_NamesEveryProblem(string json, string fields)
    {
        (ShareRequest? request, IReadOnlyList<JobProblem> problems) = ShareRequest.Read(Parse(json), Outputs);
        request.ShouldBeNull();
        string.Join(',', problems.Select(static problem => problem.Field)).ShouldBe(fields);
    }

    private static JsonElement Parse(string json) => JsonDocument.Parse(json).RootElement;
}
