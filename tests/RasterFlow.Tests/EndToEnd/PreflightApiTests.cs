using System.Text.Json;
using System.Text.Json.Nodes;
using RasterFlow.Tests.Support;

namespace RasterFlow.Tests.EndToEnd;

/// <summary>What a job would come to, asked of the running service by the command line.</summary>
[Collection(ServiceDefinition.Name)]
public sealed class PreflightApiTests(ServiceFixture service)
{
    [Fact]
    public async Task Preflight_Samples_AreCovered()
    {
        (int exitCode, string output, string error) = await RunAsync(service.CreateJob(), "covered", "--json");

        exitCode.ShouldBe(0, error);
        using JsonDocument report = JsonDocument.Parse(output);
        (report.RootElement.GetProperty("canRun").GetBoolean(), report.RootElement.GetProperty("isCovered").GetBoolean()).ShouldBe((true, true));
        report.RootElement.GetProperty("steps").GetArrayLength().ShouldBe(2);
        report.RootElement.GetProperty("size").GetProperty("inferenceBlocks").GetInt32().ShouldBeGreaterThan(0);
    }

    [Fact]
    public async Task Preflight_AreaWithoutScenes_IsAnAnswer()
    {
        JsonObject job = service.CreateJob();
        job["aoi"] = JsonNode.Parse("[10.0, 50.0, 10.1, 50.1]");

        (int exitCode, string output, string error) = await RunAsync(job, "elsewhere");

        exitCode.ShouldBe(0, error);
        output.ShouldContain("no scene covers any of the area");
        output.ShouldContain("It would not be started");
    }

    [Fact]
    public async Task Preflight_ModelWithACard_NeedsNoMoreThanTheJobDoes()
    {
        JsonObject job = service.CreateJob();
        job.Remove("datasets");
        job["predict"] = new JsonObject { ["model_path"] = Path.Combine(Repository.Root, "models", "fields-unet.onnx") };

        (int exitCode, string output, string error) = await RunAsync(job, "card", "--json");

        exitCode.ShouldBe(0, error);
        using JsonDocument report = JsonDocument.Parse(output);
        report.RootElement.GetProperty("size").GetProperty("inferenceBlocks").GetInt32().ShouldBeGreaterThan(0);
    }

    [Fact]
    public async Task Preflight_WrongDocument_NamesEveryProblem()
    {
        JsonObject job = service.CreateJob();
        job["speed"] = "fast";
        job["zarr_format"] = 4;

        (int exitCode, _, string error) = await RunAsync(job, "wrong");

        exitCode.ShouldBe(2);
        error.ShouldContain("speed");
        error.ShouldContain("zarr_format");
    }

    private async Task<(int ExitCode, string Output, string Error)> RunAsync(JsonObject job, string name, params string[] options)
    {
        string file = Path.Combine(service.Folder, $"preflight-{name}.json");
        await File.WriteAllTextAsync(file, job.ToJsonString());
        return await service.RunCommandAsync(["preflight", file, .. options]);
    }
}
