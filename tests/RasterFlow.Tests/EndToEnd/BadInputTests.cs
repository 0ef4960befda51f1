using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using RasterFlow.Client.Staging;
using RasterFlow.Jobs;

namespace RasterFlow.Tests.EndToEnd;

/// <summary>Job documents that cannot be run: 400 with every problem at once, and nothing is started.</summary>
[Collection(ServiceDefinition.Name)]
public sealed class BadInputTests(ServiceFixture service)
{
    private const string HugeArea = "POLYGON((-120 20,-80 20,-80 50,-120 50,-120 20))";
    private const string SelfCrossing = "POLYGON((-100.9 37.5,-100.8 37.6,-100.8 37.5,-100.9 37.6,-100.9 37.5))";

    [Fact]
    public async Task Start_ManyProblems_NamesThemAllAtOnce()
    {
        JsonObject job = service.CreateJob();
        job["aoi"] = SelfCrossing;
        job["datasets"] = new JsonArray("S3_MEAN");
        job["end"] = "2022-01-01";
        job["speed"] = "fast";
        job["scenes"] = service.Store.GetUri("uploads/none/items.json").AbsoluteUri;
        job["predict"]!["patch_size"] = 0;
        job["predict"]!["model_path"] = service.Store.GetUri("models/none.onnx").AbsoluteUri;
        job["vectorize"]!["features"] = new JsonArray("lake");

        IReadOnlyList<JobProblem> problems = await PostAsync(job);

        string[] fields = [.. problems.Select(static p => p.Field)];
        fields.ShouldContain("aoi");
        fields.ShouldContain("datasets");
        fields.ShouldContain("end");
        fields.ShouldContain("speed");
        fields.ShouldContain("scenes");
        fields.ShouldContain("predict.patch_size");
        fields.ShouldContain("predict.model_path");
        fields.ShouldContain("vectorize.features");
    }

    [Theory]
    [InlineData("datasets", "[\"S3_MEAN\"]", "datasets", "S3_MEAN")]
    [InlineData("datasets", "[]", "datasets", "at least one")]
    [InlineData("end", "\"2022-06-01\"", "end", "after the start")]
    [InlineData("aoi", "[10.0, 50.0, 10.1, 50.1]", "aoi", "No scene")]
    [InlineData("aoi", "\"POLYGON EMPTY\"", "aoi", "empty")]
    [InlineData("aoi", "\"" + SelfCrossing + "\"", "aoi", "cross")]
    [InlineData("aoi", "\"" + HugeArea + "\"", "aoi", "km")]
    [InlineData("start", "\"soon\"", "start", "YYYY-MM-DD")]
    [InlineData("target_crs", "\"EPSG:1\"", "target_crs", "EPSG:1")]
    [InlineData("scenes", "\"https://example.org/items.json\"", "scenes", "example.org")]
    public async Task Start_OneProblem_IsNamedWithItsField(string member, string value, string field, string part)
    {
        JsonObject job = service.CreateJob();
        job[member] = JsonNode.Parse(value);

        IReadOnlyList<JobProblem> problems = await PostAsync(job);

        problems.ShouldContain(p => p.Field == field && p.Message.Contains(part, StringComparison.OrdinalIgnoreCase), string.Join(" | ", problems));
        problems.Count.ShouldBe(1, string.Join(" | ", problems));
    }

    [Fact]
    public async Task Start_PredictionDoesNotFit_NamesEveryPartAtOnce()
    {
        JsonObject job = service.CreateJob();
        job["predict"]!["patch_size"] = 0;
        job["predict"]!["features"] = new JsonArray("s2med_windowed_pixel:B99", ":B03");
        job["predict"]!["labels"] = new JsonArray("a", "b");
        job["vectorize"]!["features"] = new JsonArray("a");
        job["tiles"]!["layers"] = new JsonObject();
        job["resolution"] = 0.0001;

        IReadOnlyList<JobProblem> problems = await PostAsync(job);

        string text = string.Join(" | ", problems);
        problems.Select(static p => p.Field).ShouldBe(["predict.patch_size", "predict.features", "predict.labels", "resolution"], ignoreOrder: true, text);
        text.ShouldContain("B99");
    }

    [Fact]
    public async Task Start_FileThatIsNoModel_IsRefusedBeforeAnythingRuns()
    {
        JsonObject job = service.CreateJob();
        job["predict"]!["model_path"] = service.Samples.AoiPath;

        IReadOnlyList<JobProblem> problems = await PostAsync(job);

        problems.ShouldHaveSingleItem().Field.ShouldBe("predict.model_path");
    }

    [Theory]
    [InlineData("tiles", """{"layers": {"field": "x", "field_boundaries": "x"}}""", "tiles.layers")]
    [InlineData("tiles", """{"layers": {"lake": "lakes"}}""", "tiles.layers")]
    [InlineData("vectorize", """{"features": ["field", "field"]}""", "vectorize.features")]
    [InlineData("start", "\"0001-01-01\"", "start")]
    [InlineData("target_crs", "\"EPSG:32601\"", "target_crs")]
    [InlineData("id", "\"abc\\n\"", "id")]
    public async Task Start_Nonsense_IsNamed(string member, string value, string field)
    {
        JsonObject job = service.CreateJob();
        job.Remove("tiles");
        job[member] = JsonNode.Parse(value);

        IReadOnlyList<JobProblem> problems = await PostAsync(job);

        problems.ShouldContain(p => p.Field == field, string.Join(" | ", problems));
    }

    [Fact]
    public async Task Start_ModelOfAnotherHost_IsRefusedByTheAllowList()
    {
        JsonObject job = service.CreateJob();
        job["predict"]!["model_path"] = "http://127.0.0.1:9/model.onnx";

        IReadOnlyList<JobProblem> problems = await PostAsync(job);

        problems.ShouldHaveSingleItem().Field.ShouldBe("predict.model_path");
    }

    [Fact]
    public async Task Start_AddressOfAnotherContainerOfTheAccount_IsRefused()
    {
        JsonObject job = service.CreateJob();
        job["predict"]!["model_path"] = service.Store.GetUri("x").AbsoluteUri.Replace("/rasterflow/x", "/azure-webjobs-secrets/keys.json", StringComparison.Ordinal);

        IReadOnlyList<JobProblem> problems = await PostAsync(job);

        JobProblem problem = problems.ShouldHaveSingleItem();
        problem.Field.ShouldBe("predict.model_path");
        problem.Message.ShouldContain("RASTERFLOW_DATA_CONTAINERS");
    }

    [Theory]
    [InlineData("7B")]
    [InlineData("")]
    [InlineData("7B22616F69223A22FFFE227D")]
    [InlineData("5B315D")]
    public async Task Start_BodyIsNoJobDocument_Answers400(string bytes)
    {
        using HttpClient http = new() { BaseAddress = service.Stack.Service };
        using HttpResponseMessage answer = await http.PostAsync("api/jobs", new ByteArrayContent(Convert.FromHexString(bytes)));

        answer.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        answer.Content.Headers.ContentType!.MediaType.ShouldBe("application/problem+json");
    }

    [Fact]
    public async Task Get_UnknownJob_Answers404WithProblem()
    {
        using HttpClient http = new() { BaseAddress = service.Stack.Service };
        using HttpResponseMessage answer = await http.GetAsync("api/jobs/nobody");

        answer.StatusCode.ShouldBe(HttpStatusCode.NotFound);
        answer.Content.Headers.ContentType!.MediaType.ShouldBe("application/problem+json");
    }

    /// <summary>Posts a document that must be refused; also checks that no job came into being.</summary>
    private async Task<IReadOnlyList<JobProblem>> PostAsync(JsonObject job)
    {
        int before = (await service.Client.ListAsync()).Count;
        JsonElement staged = await new JobStager(service.Store, service.Folder).StageAsync(JsonSerializer.SerializeToElement(job));
        using HttpClient http = new() { BaseAddress = service.Stack.Service };
        using HttpResponseMessage answer = await http.PostAsync("api/jobs", new StringContent(staged.GetRawText(), Encoding.UTF8, "application/json"));
        string body = await answer.Content.ReadAsStringAsync();
        answer.StatusCode.ShouldBe(HttpStatusCode.BadRequest, body);
        answer.Content.Headers.ContentType!.MediaType.ShouldBe("application/problem+json");
        (await service.Client.ListAsync()).Count.ShouldBe(before);
        using JsonDocument json = JsonDocument.Parse(body);
        return json.RootElement.GetProperty("errors").Deserialize<List<JobProblem>>(JobJson.Options)!;
    }
}
