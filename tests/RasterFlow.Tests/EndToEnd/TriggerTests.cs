using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Azure.Storage.Blobs;
using RasterFlow.Client.Staging;
using RasterFlow.Jobs;

namespace RasterFlow.Tests.EndToEnd;

/// <summary>The other ways to start a job: a dropped file and a schedule; and what can be done with a job that runs.</summary>
[Collection(ServiceDefinition.Name)]
public sealed class TriggerTests(ServiceFixture service)
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    [Fact]
    public async Task AoiDrop_FileDropped_RunsTheTemplateOverItsArea()
    {
        JsonObject template = await StagedMosaicJobAsync();
        template.Remove("aoi");
        await service.Store.WriteAsync("templates/aoi-drop.json", Encoding.UTF8.GetBytes(template.ToJsonString()));
        BlobContainerClient drop = new(service.Stack.Storage, "aoi-drop");

        await drop.UploadBlobAsync("farm/north.geojson", new BinaryData(await File.ReadAllBytesAsync(service.Samples.AoiPath)));

        JsonElement report = await WaitForReportAsync("drops/farm/north.geojson.json");
        using CancellationTokenSource patience = new(Patience);
        JobStatus job = await service.Client.WaitAsync(report.GetProperty("jobId").GetString()!, null, patience.Token);
        job.State.ShouldBe(JobStates.Succeeded, job.Error);
        job.Result!.Outputs.ShouldContain(static o => o.Kind == "mosaic");
    }

    [Fact]
    public async Task AoiDrop_BrokenFile_ReportsTheProblemAndStartsNothing()
    {
        JsonObject template = await StagedMosaicJobAsync();
        await service.Store.WriteAsync("templates/aoi-drop.json", Encoding.UTF8.GetBytes(template.ToJsonString()));
        BlobContainerClient drop = new(service.Stack.Storage, "aoi-drop");

        await drop.UploadBlobAsync("broken.geojson", new BinaryData("{\"type\":\"Polygon\""u8.ToArray()));

        JsonElement report = await WaitForReportAsync("drops/broken.geojson.json");
        report.GetProperty("jobId").ValueKind.ShouldBe(JsonValueKind.Null);
        report.GetProperty("problems")[0].GetProperty("field").GetString().ShouldBe("aoi");
    }

    [Fact]
    public async Task Schedule_DueToday_TimerStartsItsJobOnce()
    {
        using HttpClient http = new() { BaseAddress = service.Stack.Service };
        JsonObject job = await StagedMosaicJobAsync();
        job.Remove("start");
        job.Remove("end");
        DateTime now = DateTime.UtcNow;
        JsonObject schedule = new() { ["on"] = new JsonArray($"{now:MM-dd}"), ["years"] = 8, ["job"] = job };
        using HttpResponseMessage saved = await http.PutAsJsonAsync("api/schedules/harvest", schedule);
        saved.StatusCode.ShouldBe(HttpStatusCode.OK, await saved.Content.ReadAsStringAsync());

        string id = $"schedule-harvest-{now:yyyyMMdd}";
        for (int i = 0; i < 2; i++)
        {
            using HttpResponseMessage fired = await http.PostAsJsonAsync("admin/functions/SeasonalTimer", new { input = "" });
            fired.StatusCode.ShouldBe(HttpStatusCode.Accepted);
        }

        using CancellationTokenSource patience = new(Patience);
        while (await service.Client.FindAsync(id, patience.Token) is null)
        {
            await Task.Delay(200, patience.Token);
        }

        JobStatus status = await service.Client.WaitAsync(id, null, patience.Token);
        status.State.ShouldBe(JobStates.Succeeded, status.Error);
        (await service.Client.ListAsync()).Count(j => j.Id.StartsWith("schedule-harvest", StringComparison.Ordinal)).ShouldBe(1);
        (await http.DeleteAsync("api/schedules/harvest")).StatusCode.ShouldBe(HttpStatusCode.NoContent);
    }

    [Fact]
    public async Task Schedule_WithProblems_IsRefused()
    {
        using HttpClient http = new() { BaseAddress = service.Stack.Service };
        JsonObject schedule = new() { ["on"] = new JsonArray("13-45"), ["years"] = 0, ["job"] = new JsonObject() };

        using HttpResponseMessage answer = await http.PutAsJsonAsync("api/schedules/spring", schedule);

        answer.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        string body = await answer.Content.ReadAsStringAsync();
        body.ShouldContain("13-45");
        body.ShouldContain("years");
    }

    [Fact]
    public async Task Cancel_RunningJob_EndsItAndItsChildren()
    {
        JsonElement document = await StageAsync(service.CreateJob(cache: false));
        string id = await service.Client.StartAsync(document);

        await service.Client.CancelAsync(id);

        using CancellationTokenSource patience = new(Patience);
        JobStatus job = await service.Client.WaitAsync(id, null, patience.Token);
        job.State.ShouldBe(JobStates.Cancelled);
        (await service.RunCommandAsync("download", id, "--to", Path.Combine(service.Folder, "nothing"))).ExitCode.ShouldNotBe(0);
    }

    [Fact]
    public async Task Start_SameIdTwice_StartsOneJob()
    {
        JsonObject job = await StagedMosaicJobAsync();
        job["id"] = "my-own-id";
        JsonElement document = JsonSerializer.SerializeToElement(job);

        string first = await service.Client.StartAsync(document);
        string second = await service.Client.StartAsync(document);

        first.ShouldBe("my-own-id");
        second.ShouldBe("my-own-id");
        using CancellationTokenSource patience = new(Patience);
        (await service.Client.WaitAsync(first, null, patience.Token)).State.ShouldBe(JobStates.Succeeded);
    }

    [Fact]
    public async Task Start_SameIdFromManyAtOnce_RunsOneDocumentAndRefusesTheOther()
    {
        JsonObject job = await StagedMosaicJobAsync();
        job["id"] = "crowded";
        job["cache"] = false;
        JsonObject other = (JsonObject)job.DeepClone();
        other["max_cloud_cover"] = 50;
        using HttpClient http = new() { BaseAddress = service.Stack.Service };

        HttpResponseMessage[] answers = await Task.WhenAll(Enumerable.Range(0, 6).Select(i => http.PostAsJsonAsync("api/jobs", i % 2 == 0 ? job : other)));

        HttpStatusCode[] even = [.. answers.Where(static (_, i) => i % 2 == 0).Select(static a => a.StatusCode).Distinct()];
        HttpStatusCode[] odd = [.. answers.Where(static (_, i) => i % 2 == 1).Select(static a => a.StatusCode).Distinct()];
        HttpStatusCode[] both = [even.ShouldHaveSingleItem(), odd.ShouldHaveSingleItem()];
        both.ShouldBe([HttpStatusCode.Accepted, HttpStatusCode.Conflict], ignoreOrder: true);
        using CancellationTokenSource patience = new(Patience);
        (await service.Client.WaitAsync("crowded", null, patience.Token)).State.ShouldBe(JobStates.Succeeded);
    }

    private async Task<JsonElement> StageAsync(JsonObject job) =>
        await new JobStager(service.Store, service.Folder).StageAsync(JsonSerializer.SerializeToElement(job));

    /// <summary>A job that ends with the mosaic, with addresses instead of local paths.</summary>
    private async Task<JsonObject> StagedMosaicJobAsync()
    {
        JsonObject job = service.CreateJob();
        foreach (string stage in new[] { "predict", "vectorize", "tiles", "catalog_table" })
        {
            job.Remove(stage);
        }

        return JsonObject.Create(await StageAsync(job))!;
    }

    private async Task<JsonElement> WaitForReportAsync(string key)
    {
        using CancellationTokenSource patience = new(Patience);
        while (true)
        {
            if (await service.Store.ReadAsync(key, patience.Token) is { } content)
            {
                using JsonDocument json = JsonDocument.Parse(content);
                return json.RootElement.Clone();
            }

            await Task.Delay(200, patience.Token);
        }
    }
}
