using Azure.Core.Pipeline;
using Azure.Storage.Blobs;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Logging.Abstractions;
using RasterFlow.StandIns.DurableTask;
using RasterFlow.Tests.Support;

namespace RasterFlow.Standins.Tests.Durable;

/// <summary>The hub on blob storage.</summary>
public sealed class BlobTests(AzuriteFixture azurite) : IClassFixture<AzuriteFixture>
{
    [Fact]
    public async Task StoppedInTheMiddle_TheNextHubGoesOn_AndTheInterruptedActivityRunsAgain()
    {
        BlobContainerClient container = await azurite.CreateContainerAsync();
        TaskCompletionSource running = new(TaskCreationOptions.RunContinuationsAsynchronously);
        int slow = 0;
        TestFunctions functions = new TestFunctions()
            .Activity<int>("Quick", n => n)
            .Activity("Slow", async (_, cancellation) =>
            {
                if (Interlocked.Increment(ref slow) == 1)
                {
                    running.SetResult();
                    await Task.Delay(Timeout.Infinite, cancellation);
                }

                return 10;
            })
            .Orchestrator("Job", async context =>
            {
                int quick = await context.CallActivityAsync<int>("Quick", 5);
                int late = await context.CallActivityAsync<int>("Slow");
                return quick + late + await context.WaitForExternalEvent<int>("more");
            });
        await using (DurableHub first = Open(container, functions))
        {
            await first.StartAsync(TestHub.Limit);
            await first.Client.ScheduleNewOrchestrationInstanceAsync("Job", new StartOrchestrationOptions("job: 1"), TestHub.Limit);
            await first.Client.RaiseEventAsync("job: 1", "more", 100, TestHub.Limit);
            await running.Task;
            await first.StopAsync(TestHub.Limit);
        }

        await using DurableHub second = Open(container, functions);
        await second.StartAsync(TestHub.Limit);
        OrchestrationMetadata done = await second.Client.WaitForInstanceCompletionAsync("job: 1", true, TestHub.Limit);
        done.ReadOutputAs<int>().ShouldBe(115);
        functions.Runs("Quick").ShouldBe(1);
        slow.ShouldBe(2);
        (await second.GetHistoryAsync("job: 1", TestHub.Limit)).Count(e => e.EventType == HistoryEventType.TaskCompleted).ShouldBe(2);
    }

    [Fact]
    public async Task ADeadOwnersLease_IsWaitedFor()
    {
        BlobContainerClient container = await azurite.CreateContainerAsync();
        BlobHistoryStore dead = new(container, "Hub");
        bool lost = false;
        IAsyncDisposable ownership = await dead.AcquireAsync(TimeSpan.FromSeconds(15), () => lost = true, TestHub.Limit);
        BlobHistoryStore next = new(container, "Hub");
        using CancellationTokenSource soon = new(TimeSpan.FromSeconds(1));
        await Should.ThrowAsync<OperationCanceledException>(() => next.AcquireAsync(TimeSpan.FromSeconds(15), () => { }, soon.Token));
        await ownership.DisposeAsync();
        await using IAsyncDisposable taken = await next.AcquireAsync(TimeSpan.FromSeconds(15), () => { }, TestHub.Limit);
        lost.ShouldBeFalse();
    }

    [Fact]
    public async Task Store_KeepsBatches_RepeatsNothing_AndSeesAnotherWriter()
    {
        BlobContainerClient container = await azurite.CreateContainerAsync();
        BlobHistoryStore store = new(container, "Hub");
        HistoryBatch one = new() { Events = [new HistoryEvent { EventType = HistoryEventType.OrchestratorStarted, Name = "é" }] };
        HistoryBatch two = one with { Events = [new HistoryEvent { EventType = HistoryEventType.EventRaised, Input = "\"line\\nbreak\"" }] };
        long position = await store.AppendAsync("i", "x", 0, one, TestHub.Limit);
        (await store.AppendAsync("i", "x", 0, one, TestHub.Limit)).ShouldBe(position, "the same write again");
        await store.AppendAsync("i", "x", position, two, TestHub.Limit);
        await Should.ThrowAsync<StoreConflictException>(() => store.AppendAsync("i", "x", position, one, TestHub.Limit));
        (IReadOnlyList<HistoryBatch> batches, long end) = await store.ReadLogAsync("i", "x", TestHub.Limit);
        batches.Count.ShouldBe(2);
        batches[1].Events[0].Input.ShouldBe("\"line\\nbreak\"");
        end.ShouldBeGreaterThan(position);
    }

    [Fact]
    public async Task AFrozenOwner_CannotWriteAfterItsSuccessorHasLoaded()
    {
        BlobContainerClient container = await azurite.CreateContainerAsync();
        HistoryBatch batch = new() { Events = [new HistoryEvent { EventType = HistoryEventType.OrchestratorStarted }] };
        InstanceState running = new() { Record = new InstanceRecord { InstanceId = "i", Name = "n", ExecutionId = "x" }, Initial = batch };
        InstanceState ended = running with { Record = running.Record with { InstanceId = "e" }, Closed = true };
        BlobHistoryStore frozen = new(container, "Hub");
        await frozen.PutInstanceAsync(running, TestHub.Limit);
        await frozen.PutInstanceAsync(running, TestHub.Limit);
        await frozen.PutInstanceAsync(ended, TestHub.Limit);
        long position = await frozen.AppendAsync("i", "x", 0, batch, TestHub.Limit);

        BlobHistoryStore next = new(container, "Hub");
        (await next.LoadInstancesAsync(TestHub.Limit)).Count.ShouldBe(2);
        (IReadOnlyList<HistoryBatch> batches, long end) = await next.ReadLogAsync("i", "x", TestHub.Limit);
        batches.Count.ShouldBe(1);
        await Should.ThrowAsync<StoreConflictException>(() => frozen.AppendAsync("i", "x", position, batch, TestHub.Limit));
        await Should.ThrowAsync<StoreConflictException>(() => frozen.PutInstanceAsync(running with { Closed = true }, TestHub.Limit));
        await Should.ThrowAsync<StoreConflictException>(() => frozen.DeleteInstanceAsync("i", TestHub.Limit));

        await next.AppendAsync("i", "x", end, batch, TestHub.Limit);
        (await next.ReadLogAsync("i", "x", TestHub.Limit)).Batches.Count.ShouldBe(2);
        await next.PutInstanceAsync(running with { Closed = true }, TestHub.Limit);
        await next.DeleteInstanceAsync("i", TestHub.Limit);
        await next.DeleteInstanceAsync("i", TestHub.Limit);
        (await next.LoadInstancesAsync(TestHub.Limit)).Count.ShouldBe(1);
    }

    [Fact]
    public async Task ALeaseThatCannotBeRenewed_IsReportedLost_NoLaterThanItRunsOut()
    {
        BlobContainerClient container = await azurite.CreateContainerAsync();
        BlobClientOptions options = new(BlobClientOptions.ServiceVersion.V2023_01_03) { Retry = { MaxRetries = 1, Delay = TimeSpan.FromMilliseconds(1) } };
        using Unplugged unplugged = new();
        using HttpClient http = new(unplugged);
        options.Transport = new HttpClientTransport(http);
        BlobContainerClient client = new(azurite.ConnectionString, container.Name, options);
        TaskCompletionSource lost = new(TaskCreationOptions.RunContinuationsAsynchronously);
        long asked = System.Diagnostics.Stopwatch.GetTimestamp();
        await using IAsyncDisposable ownership =
            await new BlobHistoryStore(client, "Hub").AcquireAsync(TimeSpan.FromSeconds(15), () => lost.TrySetResult(), TestHub.Limit);
        unplugged.IsOut = true;
        await lost.Task.WaitAsync(TimeSpan.FromSeconds(30));
        System.Diagnostics.Stopwatch.GetElapsedTime(asked).ShouldBeInRange(TimeSpan.FromSeconds(9), TimeSpan.FromSeconds(18));
    }

    [Fact]
    public async Task ATornLine_OfADeadProcess_CountsAsNotWritten()
    {
        BlobContainerClient container = await azurite.CreateContainerAsync();
        HistoryBatch one = new() { Events = [new HistoryEvent { EventType = HistoryEventType.OrchestratorStarted }] };
        long position = await new BlobHistoryStore(container, "Hub").AppendAsync("i", "x", 0, one, TestHub.Limit);
        using MemoryStream torn = new("{\"events\":[{\"eve"u8.ToArray());
        await new Azure.Storage.Blobs.Specialized.AppendBlobClient(azurite.ConnectionString, container.Name, "Hub/history/i/x.jsonl").AppendBlockAsync(torn);
        InstanceRecord record = new() { InstanceId = "i", Name = "n", ExecutionId = "x" };
        await new BlobHistoryStore(container, "Hub").PutInstanceAsync(new InstanceState { Record = record, Initial = one }, TestHub.Limit);
        BlobHistoryStore next = new(container, "Hub");
        await next.LoadInstancesAsync(TestHub.Limit);
        (IReadOnlyList<HistoryBatch> before, long end) = await next.ReadLogAsync("i", "x", TestHub.Limit);
        before.Count.ShouldBe(1);
        end.ShouldBeGreaterThan(position);
        await next.AppendAsync("i", "x", end, one, TestHub.Limit);
        (await next.ReadLogAsync("i", "x", TestHub.Limit)).Batches.Count.ShouldBe(2);
    }

    [Fact]
    public async Task WideFanOut_AndManyInstances_FinishOnBlobStorage()
    {
        BlobContainerClient container = await azurite.CreateContainerAsync();
        TestFunctions functions = new TestFunctions()
            .Activity<int>("One", _ => 1)
            .Orchestrator("Wide", async context => (await Task.WhenAll(Enumerable.Range(0, 256).Select(i => context.CallActivityAsync<int>("One", i)))).Sum())
            .Orchestrator("Small", async context => await context.CallActivityAsync<int>("One", 1))
            .Orchestrator("Many", async context => (await Task.WhenAll(Enumerable.Range(0, 40).Select(i => context.CallSubOrchestratorAsync<int>("Small", i)))).Sum());
        await using DurableHub hub = Open(container, functions);
        await hub.StartAsync(TestHub.Limit);
        string wide = await hub.Client.ScheduleNewOrchestrationInstanceAsync("Wide", TestHub.Limit);
        string many = await hub.Client.ScheduleNewOrchestrationInstanceAsync("Many", TestHub.Limit);
        (await hub.Client.WaitForInstanceCompletionAsync(wide, true, TestHub.Limit)).ReadOutputAs<int>().ShouldBe(256);
        (await hub.Client.WaitForInstanceCompletionAsync(many, true, TestHub.Limit)).ReadOutputAs<int>().ShouldBe(40);
    }

    private static DurableHub Open(BlobContainerClient container, TestFunctions functions) =>
        new(new DurableHubOptions { TaskHub = "Hub", MaxConcurrentActivities = 32 }, container, functions, NullLoggerFactory.Instance);

    /// <summary>A network that can be pulled out: requests fail, or never end.</summary>
    private sealed class Unplugged() : DelegatingHandler(new HttpClientHandler())
    {
        private int _failed;

        public bool IsOut { get; set; }

        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            if (!IsOut)
            {
                return await base.SendAsync(request, cancellationToken);
            }

            if (Interlocked.Increment(ref _failed) > 2)
            {
                await Task.Delay(Timeout.Infinite, cancellationToken);
            }

            throw new HttpRequestException("The network is out.");
        }
    }
}
