using System.Text.Json;
using RasterFlow.Catalog;
using RasterFlow.Jobs;

namespace RasterFlow.Tests.Jobs;

/// <summary>How a job document says where its vectors go.</summary>
public sealed class CatalogOptionsTests
{
    [Theory]
    [InlineData("", CatalogMode.CreateOrReplace)]
    [InlineData(",\"catalog_mode\":\"create_or_replace\"", CatalogMode.CreateOrReplace)]
    [InlineData(",\"catalog_mode\":\"APPEND\"", CatalogMode.Append)]
    public void CatalogMode_IsRead(string member, CatalogMode expected)
    {
        (JobDocument document, List<JobProblem> problems) = Read($"\"catalog_table\":\"fields\"{member}");

        problems.ShouldNotContain(problem => problem.Field.StartsWith("catalog", StringComparison.Ordinal));
        document.CatalogMode.ShouldBe(expected);
    }

    [Theory]
    [InlineData("\"catalog_table\":\"fields\",\"catalog_mode\":\"merge\"", "'merge' is not known")]
    [InlineData("\"catalog_mode\":\"append\"", "catalog_table")]
    public void CatalogMode_Wrong_IsAProblem(string members, string message) =>
        Read(members).Problems.Single(problem => problem.Field == "catalog_mode").Message.ShouldContain(message);

    [Theory]
    [InlineData("EPSG:4326", false)]
    [InlineData("epsg:4326", false)]
    [InlineData("store", true)]
    public void VectorizeCrs_IsRead(string crs, bool expected) => Read("\"catalog_table\":\"fields\"", crs).Document.Vectorize!.StoreCrs.ShouldBe(expected);

    [Fact]
    public void VectorizeCrs_Other_IsAProblem() =>
        Read("\"catalog_table\":\"fields\"", "EPSG:27700").Problems.ShouldContain(problem => problem.Field == "vectorize.crs");

    private static (JobDocument Document, List<JobProblem> Problems) Read(string members, string crs = "store")
    {
        List<JobProblem> problems = [];
        string json = $$"""
            {"aoi":[0,0,1,1],"scenes":"http://x/y","datasets":["S2_MED_WINDOWED_PIXEL"],"start":"2023-01-01","end":"2024-01-01",
            "predict":{"model_path":"http://x/m","features":["a"],"labels":["field"]},"vectorize":{"features":["field"],"crs":"{{crs}}"},{{members}}}
            """;
        return (JobDocumentReader.Read(JsonDocument.Parse(json).RootElement, problems), problems);
    }
}
