using System.Net;
using System.Text;
using System.Text.Json;
using Azure.Storage.Blobs;
using Microsoft.Azure.Functions.Worker;
using RasterFlow.StandIns.FunctionsWorker;
using RasterFlow.Tests.Support;

namespace RasterFlow.Standins.Tests.Host;

public sealed class TimerTests(AzuriteFixture azurite) : IClassFixture<AzuriteFixture>
{
    private const string Hourly = "0 0 * * * *";

    [Fact]
    public async Task Timer_EverySecond_FiresAndNeverOverlaps()
    {
        await using TestHost host = await StartAsync(typeof(EverySecond));
        await TestHost.UntilAsync(() => host.Recorder.Lines.Length >= 4, "it fires twice");
        string[] lines = host.Recorder.Lines;
        lines.Take(4).ShouldBe(["start", "end", "start", "end"]);
    }

    [Fact]
    public async Task Timer_MissedOccurrence_FiresOncePastDue_AndRecordsIt()
    {
        string hostId = $"p{Guid.NewGuid():N}"[..20];
        BlobContainerClient hosts = new(azurite.ConnectionString, "azure-webjobs-hosts");
        await hosts.CreateIfNotExistsAsync();
        DateTime last = TimerSchedule.Parse(Hourly).Next(DateTime.UtcNow.AddHours(-5));
        BlobClient status = hosts.GetBlobClient($"timers/{hostId}/hourly/status");
        await status.UploadAsync(BinaryData.FromObjectAsJson(new ScheduleStatus { Last = last, Next = TimerSchedule.Parse(Hourly).Next(last), LastUpdated = last }), overwrite: true);

        await using (TestHost host = await StartAsync(typeof(OnceAnHour), hostId))
        {
            await TestHost.UntilAsync(() => host.Recorder.Lines.Length == 1, "the missed occurrence fires");
            host.Recorder.Lines.ShouldBe(["hourly True"]);
            await TestHost.UntilAsync(async () => (await ReadAsync(status)).Next > DateTime.UtcNow, "the state moves on");
        }

        await using TestHost again = await StartAsync(typeof(OnceAnHour), hostId);
        await Task.Delay(500);
        again.Recorder.Lines.ShouldBeEmpty();
    }

    [Fact]
    public async Task Timer_ChangedSchedule_IsNotPastDue()
    {
        string hostId = $"c{Guid.NewGuid():N}"[..20];
        BlobContainerClient hosts = new(azurite.ConnectionString, "azure-webjobs-hosts");
        await hosts.CreateIfNotExistsAsync();
        DateTime last = DateTime.UtcNow.AddHours(-5);
        await hosts.GetBlobClient($"timers/{hostId}/hourly/status").UploadAsync(BinaryData.FromObjectAsJson(new ScheduleStatus { Last = last, Next = last.AddMinutes(1), LastUpdated = last }), overwrite: true);
        await using TestHost host = await StartAsync(typeof(OnceAnHour), hostId);
        await Task.Delay(500);
        host.Recorder.Lines.ShouldBeEmpty();
    }

    [Fact]
    public async Task Timer_RunOnStartup_RunsAtEveryStart()
    {
        await using TestHost host = await StartAsync(typeof(AtStart));
        await TestHost.UntilAsync(() => host.Recorder.Lines.Length == 1, "it runs at the start");
    }

    [Fact]
    public async Task Admin_StartByHand_Is202_AndUnknownIs404()
    {
        await using TestHost host = await StartAsync(typeof(OnceAnHour));
        using StringContent body = new("""{"input":""}""", Encoding.UTF8, "application/json");
        (await host.Http.PostAsync("/admin/functions/hourly", body)).StatusCode.ShouldBe(HttpStatusCode.Accepted);
        await TestHost.UntilAsync(() => host.Recorder.Lines.Length == 1, "it runs");
        host.Recorder.Lines.ShouldBe(["hourly False"]);
        (await host.Http.PostAsync("/admin/functions/nothing", null)).StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task Timer_WithRetry_RunsAgainUntilItSucceeds()
    {
        await using TestHost host = await StartAsync(typeof(Retried));
        await TestHost.UntilAsync(() => host.Recorder.Lines.Length == 3, "it is retried");
        host.Recorder.Lines.ShouldBe(["0 of 2", "1 of 2", "2 of 2"]);
    }

    private static async Task<ScheduleStatus> ReadAsync(BlobClient blob)
        => JsonSerializer.Deserialize<ScheduleStatus>((await blob.DownloadContentAsync()).Value.Content.ToString())!;

    private Task<TestHost> StartAsync(Type functions, string? hostId = null)
    {
        Dictionary<string, string?> settings = new() { ["AzureWebJobsStorage"] = azurite.ConnectionString, ["SCHEDULE"] = Hourly };
        if (hostId is not null)
        {
            settings["AzureFunctionsWebHost__hostId"] = hostId;
        }

        return TestHost.StartAsync([functions], settings);
    }

    private sealed class EverySecond(Recorder recorder)
    {
        [Function("secondly")]
        public async Task RunAsync([TimerTrigger("* * * * * *")] TimerInfo timer)
        {
            timer.ScheduleStatus.ShouldBeNull();
            recorder.Add("start");
            await Task.Delay(1200);
            recorder.Add("end");
        }
    }

    private sealed class OnceAnHour(Recorder recorder)
    {
        [Function("hourly")]
        public void Run([TimerTrigger("%SCHEDULE%")] TimerInfo timer) => recorder.Add($"hourly {timer.IsPastDue}");
    }

    private sealed class AtStart(Recorder recorder)
    {
        [Function("at-start")]
        public void Run([TimerTrigger("0 0 6 1 4 *", RunOnStartup = true)] TimerInfo timer) => recorder.Add($"{timer.IsPastDue}");
    }

    private sealed class Retried(Recorder recorder)
    {
        [Function("retried")]
        [FixedDelayRetry(2, "00:00:00.05")]
        public void Run([TimerTrigger("0 0 6 1 4 *", RunOnStartup = true)] TimerInfo timer, FunctionContext context)
        {
            recorder.Add($"{context.RetryContext.RetryCount} of {context.RetryContext.MaxRetryCount}");
            if (context.RetryContext.RetryCount < 2)
            {
                throw new InvalidOperationException($"on purpose {timer.IsPastDue}");
            }
        }
    }
}
