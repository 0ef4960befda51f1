using Azure.Storage.Queues;
using Azure.Storage.Queues.Models;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using RasterFlow.Tests.Support;

namespace RasterFlow.Standins.Tests.Host;

public sealed class QueueTests(AzuriteFixture azurite) : IClassFixture<AzuriteFixture>
{
    [Fact]
    public async Task Message_Success_BindsAndIsDeleted()
    {
        await using TestHost host = await StartAsync("ok", out QueueClient queue);
        await queue.CreateAsync();
        await queue.SendMessageAsync("""{"id":4,"name":"Story"}""");
        await TestHost.UntilAsync(() => host.Recorder.Lines.Length > 0, "the function runs");
        host.Recorder.Lines.ShouldBe(["4 Story 1 True"]);
        await UntilEmptyAsync(queue);
    }

    [Fact]
    public async Task Message_Failing_RunsExactlyMaxDequeueCountTimes_ThenItsBodyIsPoison()
    {
        await using TestHost host = await StartAsync("bad", out QueueClient queue);
        await queue.CreateAsync();
        await queue.SendMessageAsync("broken");
        QueueClient poison = TestHost.Queue(azurite.ConnectionString, queue.Name + "-poison");
        await TestHost.UntilAsync(async () => await poison.ExistsAsync() && (await poison.PeekMessagesAsync(5)).Value.Length > 0, "the message is poison");
        QueueMessage moved = (await poison.ReceiveMessageAsync()).Value;
        moved.Body.ToString().ShouldBe("broken");
        moved.DequeueCount.ShouldBe(1);
        host.Recorder.Lines.ShouldBe(["bad 1", "bad 2", "bad 3"]);
        await UntilEmptyAsync(queue);
    }

    [Fact]
    public async Task PoisonQueue_Failing_ComesAgainAfterItsLease_AndIsNeverMoved()
    {
        await using TestHost host = await StartAsync("poison", out QueueClient queue, suffix: "-poison");
        await queue.CreateAsync();
        await queue.SendMessageAsync("broken");
        await TestHost.UntilAsync(() => host.Recorder.Lines.Length >= 4, "it runs more often than maxDequeueCount");
        (await TestHost.Queue(azurite.ConnectionString, queue.Name + "-poison").ExistsAsync()).Value.ShouldBeFalse();
    }

    [Fact]
    public async Task Message_LongerThanItsLease_IsNotRunTwice()
    {
        await using TestHost host = await StartAsync("slow", out QueueClient queue);
        await queue.CreateAsync();
        await queue.SendMessageAsync("slow");
        await TestHost.UntilAsync(() => host.Recorder.Lines.Contains("slow done"), "the function ends");
        host.Recorder.Lines.ShouldBe(["slow 1", "slow done"]);
        await UntilEmptyAsync(queue);
    }

    [Fact]
    public async Task Messages_Many_RunAtMostBatchPlusThresholdAtOnce()
    {
        await using TestHost host = await StartAsync("many", out QueueClient queue);
        await queue.CreateAsync();
        await Task.WhenAll(Enumerable.Range(0, 12).Select(i => queue.SendMessageAsync($"{i}")));
        await TestHost.UntilAsync(() => host.Recorder.Lines.Length == 12, "all run");
        int most = host.Recorder.Lines.Max(l => int.Parse(l, System.Globalization.CultureInfo.InvariantCulture));
        most.ShouldBeInRange(2, 5);
    }

    [Fact]
    public async Task Outputs_ReturnValueAndOutputType_AreSent()
    {
        string q = Unique();
        await using TestHost host = await StartAsync("outputs", out _, queueName: q);
        using HttpResponseMessage response = await host.Http.PostAsync($"/api/send/{q}-a", null);
        ((int)response.StatusCode).ShouldBe(202);
        QueueClient many = TestHost.Queue(azurite.ConnectionString, $"{q}-a");
        (await many.PeekMessagesAsync(10)).Value.Select(m => m.Body.ToString()).ShouldBe(["one", "two"], ignoreOrder: true);
        (await TestHost.Container(azurite.ConnectionString, q).GetBlobClient("sent/" + q + "-a.json").DownloadContentAsync()).Value.Content.ToString().ShouldBe("""{"Id":9,"Name":"sent"}""");

        using HttpResponseMessage nothing = await host.Http.PostAsync($"/api/send-null/{q}-b", null);
        ((int)nothing.StatusCode).ShouldBe(204);
        (await TestHost.Queue(azurite.ConnectionString, $"{q}-b").ExistsAsync()).Value.ShouldBeFalse();
    }

    [Fact]
    public async Task Stop_RunningFunction_Finishes()
    {
        Recorder recorder;
        QueueClient queue;
        await using (TestHost host = await StartAsync("slow", out queue))
        {
            recorder = host.Recorder;
            await queue.CreateAsync();
            await queue.SendMessageAsync("slow");
            await TestHost.UntilAsync(() => recorder.Lines.Length > 0, "the function starts");
        }

        recorder.Lines.ShouldContain("slow done");
        (await queue.GetPropertiesAsync()).Value.ApproximateMessagesCount.ShouldBe(0);
    }

    private static string Unique() => $"q{Guid.NewGuid():N}"[..16];

    private static Task UntilEmptyAsync(QueueClient queue)
        => TestHost.UntilAsync(async () => (await queue.GetPropertiesAsync()).Value.ApproximateMessagesCount == 0, "the queue is empty");

    private Task<TestHost> StartAsync(string which, out QueueClient queue, string suffix = "", string? queueName = null)
    {
        string name = (queueName ?? Unique()) + suffix;
        queue = TestHost.Queue(azurite.ConnectionString, name);
        Type type = which switch
        {
            "ok" => typeof(Succeeding),
            "slow" => typeof(Slow),
            "many" => typeof(Many),
            "outputs" => typeof(Sending),
            _ => typeof(Failing),
        };
        return TestHost.StartAsync([type], new()
        {
            ["AzureWebJobsStorage"] = azurite.ConnectionString,
            ["QUEUE"] = name,
            ["RASTERFLOW_QUEUE_LEASE_SECONDS"] = "1",
            ["AzureFunctionsJobHost__extensions__queues__maxDequeueCount"] = "3",
            ["AzureFunctionsJobHost__extensions__queues__batchSize"] = "4",
            ["AzureFunctionsJobHost__extensions__queues__newBatchThreshold"] = "1",
        });
    }

    internal sealed record Job(int Id, string Name);

#pragma warning disable CA1822
    private sealed class Succeeding(Recorder recorder)
    {
        [Function("queue-ok")]
        public void Run([QueueTrigger("%QUEUE%")] Job job, long dequeueCount, string queueTrigger, DateTimeOffset insertionTime)
            => recorder.Add($"{job.Id} {job.Name} {dequeueCount} {queueTrigger.Length > 0 && insertionTime > DateTimeOffset.UnixEpoch}");
    }

    private sealed class Failing(Recorder recorder)
    {
        [Function("queue-bad")]
        public Task RunAsync([QueueTrigger("%QUEUE%")] QueueMessage message)
        {
            recorder.Add($"bad {message.DequeueCount}");
            throw new InvalidOperationException("on purpose");
        }
    }

    private sealed class Slow(Recorder recorder)
    {
        [Function("queue-slow")]
        public async Task RunAsync([QueueTrigger("%QUEUE%")] string message, long dequeueCount, CancellationToken cancellation)
        {
            recorder.Add($"{message} {dequeueCount}");
            await Task.Delay(2500, cancellation);
            recorder.Add($"{message} done");
        }
    }

    private sealed class Many(Recorder recorder)
    {
        private static int _running;

        [Function("queue-many")]
        public async Task RunAsync([QueueTrigger("%QUEUE%")] int number)
        {
            int now = Interlocked.Increment(ref _running);
            await Task.Delay(200 + number);
            Interlocked.Decrement(ref _running);
            recorder.Add($"{now}");
        }
    }

    internal sealed class Sent
    {
        [QueueOutput("{queue}")]
        public string[]? Messages { get; set; }

        [BlobOutput("%QUEUE%/sent/{queue}.json")]
        public Job? Blob { get; set; }

        public IResult? Answer { get; set; }
    }

    private sealed class Sending
    {
        [Function("send")]
        public Sent Send([HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "send/{queue}")] HttpRequest request)
            => new() { Messages = ["one", "two"], Blob = new Job(9, "sent"), Answer = Results.Accepted(request.Path) };

        [Function("send-null")]
        [QueueOutput("{queue}")]
        public string? SendNull([HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "send-null/{queue}")] HttpRequest request)
            => request.Query.ContainsKey("text") ? "text" : null;
    }
#pragma warning restore CA1822
}
