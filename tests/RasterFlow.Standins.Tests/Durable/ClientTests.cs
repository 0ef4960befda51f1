using DurableTask.Core.Exceptions;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using RasterFlow.StandIns.DurableTask;

namespace RasterFlow.Standins.Tests.Durable;

public sealed class ClientTests
{
    private static TestFunctions Functions() => new TestFunctions()
        .Activity<int>("Echo", n => n)
        .Orchestrator("Echo", async context => await context.CallActivityAsync<int>("Echo", context.GetInput<int>()))
        .Orchestrator("Waits", async context => await context.WaitForExternalEvent<string>("go"))
        .Orchestrator("Parent", async context => await context.CallSubOrchestratorAsync<string>("Waits", new SubOrchestrationOptions(instanceId: $"{context.InstanceId}-child")));

    [Fact]
    public async Task Ids_AreChecked_AndTheDefaultIsAGuid()
    {
        await using TestHub hub = await TestHub.StartAsync(Functions());
        foreach (string bad in new[] { "@entity", "a/b", "a\\b", "a#b", "a?b", "a\nb", new string('x', 257) })
        {
            await Should.ThrowAsync<ArgumentException>(() => hub.ScheduleAsync("Echo", 1, bad));
        }

        Guid.TryParseExact(await hub.ScheduleAsync("Echo", 1), "N", out _).ShouldBeTrue();
        (await hub.RunAsync("Echo", 1, "Ünïcode: id.1")).ReadOutputAs<int>().ShouldBe(1);
    }

    [Fact]
    public async Task AnInstance_IsReplacedWhenFinished_AndRefusedWhenNot()
    {
        await using TestHub hub = await TestHub.StartAsync(Functions());
        (await hub.RunAsync("Echo", 1, "one")).ReadOutputAs<int>().ShouldBe(1);
        (await hub.RunAsync("Echo", 2, "one")).ReadOutputAs<int>().ShouldBe(2);
        await hub.ScheduleAsync("Waits", id: "two");
        await Should.ThrowAsync<OrchestrationAlreadyExistsException>(() => hub.ScheduleAsync("Waits", id: "two"));
        StartOrchestrationOptions once = new StartOrchestrationOptions("one").WithDedupeStatuses(OrchestrationRuntimeStatus.Completed);
        await Should.ThrowAsync<OrchestrationAlreadyExistsException>(() => hub.Client.ScheduleNewOrchestrationInstanceAsync("Echo", 3, once, TestHub.Limit));
    }

    [Fact]
    public async Task Metadata_HasPayloadsOnlyIfAsked()
    {
        await using TestHub hub = await TestHub.StartAsync(Functions());
        await hub.RunAsync("Echo", 7, "e");
        OrchestrationMetadata bare = (await hub.Client.GetInstanceAsync("e", TestHub.Limit)).ShouldNotBeNull();
        bare.SerializedInput.ShouldBeNull();
        bare.SerializedOutput.ShouldBeNull();
        Should.Throw<InvalidOperationException>(() => bare.ReadOutputAs<int>());
        OrchestrationMetadata full = (await hub.Client.GetInstanceAsync("e", true, TestHub.Limit)).ShouldNotBeNull();
        full.ReadInputAs<int>().ShouldBe(7);
        full.IsCompleted.ShouldBeTrue();
        (await hub.Client.GetInstanceAsync("none", TestHub.Limit)).ShouldBeNull();
    }

    [Fact]
    public async Task StartAt_Waits()
    {
        await using TestHub hub = await TestHub.StartAsync(Functions());
        DateTimeOffset at = DateTimeOffset.UtcNow.AddMilliseconds(300);
        string id = await hub.Client.ScheduleNewOrchestrationInstanceAsync("Echo", 1, new StartOrchestrationOptions("later", at), TestHub.Limit);
        (await hub.Client.GetInstanceAsync(id, TestHub.Limit)).ShouldNotBeNull().RuntimeStatus.ShouldBe(OrchestrationRuntimeStatus.Pending);
        (await hub.CompletionAsync(id)).LastUpdatedAt.ShouldBeGreaterThanOrEqualTo(at);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Terminate_TakesChildrenOnlyIfAsked(bool recursive)
    {
        await using TestHub hub = await TestHub.StartAsync(Functions());
        await hub.ScheduleAsync("Parent", id: "p");
        await hub.UntilAsync("p-child", record => record.Status == OrchestrationRuntimeStatus.Running);
        await hub.Client.TerminateInstanceAsync("p", new TerminateInstanceOptions("enough", recursive), TestHub.Limit);
        OrchestrationMetadata ended = await hub.CompletionAsync("p");
        ended.RuntimeStatus.ShouldBe(OrchestrationRuntimeStatus.Terminated);
        ended.ReadOutputAs<string>().ShouldBe("enough");
        if (recursive)
        {
            (await hub.CompletionAsync("p-child")).RuntimeStatus.ShouldBe(OrchestrationRuntimeStatus.Terminated);
        }
        else
        {
            await hub.Client.RaiseEventAsync("p-child", "go", "on", TestHub.Limit);
            (await hub.CompletionAsync("p-child")).RuntimeStatus.ShouldBe(OrchestrationRuntimeStatus.Completed);
        }
    }

    [Fact]
    public async Task Suspended_KeepsEventsUntilResumed()
    {
        await using TestHub hub = await TestHub.StartAsync(Functions());
        await hub.ScheduleAsync("Waits", id: "s");
        await hub.Client.WaitForInstanceStartAsync("s", TestHub.Limit);
        await hub.Client.SuspendInstanceAsync("s", "pause", TestHub.Limit);
        await hub.Client.RaiseEventAsync("s", "go", "x", TestHub.Limit);
        (await hub.Client.GetInstanceAsync("s", TestHub.Limit)).ShouldNotBeNull().RuntimeStatus.ShouldBe(OrchestrationRuntimeStatus.Suspended);
        await hub.Client.ResumeInstanceAsync("s", "on", TestHub.Limit);
        (await hub.CompletionAsync("s")).ReadOutputAs<string>().ShouldBe("x");
    }

    [Fact]
    public async Task Purge_TakesFinishedInstancesOnly()
    {
        await using TestHub hub = await TestHub.StartAsync(Functions());
        await hub.RunAsync("Echo", 1, "a");
        await hub.RunAsync("Echo", 1, "b");
        await hub.ScheduleAsync("Waits", id: "c");
        (await hub.Client.PurgeInstanceAsync("a", TestHub.Limit)).PurgedInstanceCount.ShouldBe(1);
        (await hub.Client.GetInstanceAsync("a", TestHub.Limit)).ShouldBeNull();
        (await hub.Client.PurgeInstanceAsync("a", TestHub.Limit)).PurgedInstanceCount.ShouldBe(0);
        (await hub.Client.PurgeAllInstancesAsync(new PurgeInstancesFilter(DateTimeOffset.UtcNow.AddHours(-1)), TestHub.Limit)).PurgedInstanceCount.ShouldBe(1);
        (await hub.Client.GetInstanceAsync("c", TestHub.Limit)).ShouldNotBeNull();
    }

    [Fact]
    public async Task GetAllInstances_FiltersAndPages()
    {
        await using TestHub hub = await TestHub.StartAsync(Functions());
        for (int i = 0; i < 5; i++)
        {
            await hub.RunAsync("Echo", i, $"x{i}");
        }

        await hub.ScheduleAsync("Waits", id: "x9");
        List<Page<OrchestrationMetadata>> pages = [];
        OrchestrationQuery query = new(InstanceIdPrefix: "x", Statuses: [OrchestrationRuntimeStatus.Completed], PageSize: 2, FetchInputsAndOutputs: true);
        await foreach (Page<OrchestrationMetadata> page in hub.Client.GetAllInstancesAsync(query).AsPages())
        {
            pages.Add(page);
        }

        pages.Select(page => page.Values.Count).ShouldBe([2, 2, 1]);
        pages.SelectMany(page => page.Values).Select(found => found.ReadOutputAs<int>()).ShouldBe([0, 1, 2, 3, 4]);
    }

    [Fact]
    public async Task Restart_RunsAgainWithTheSameInput()
    {
        await using TestHub hub = await TestHub.StartAsync(Functions());
        await hub.RunAsync("Echo", 4, "r");
        (await hub.Client.RestartAsync("r", cancellation: TestHub.Limit)).ShouldBe("r");
        (await hub.CompletionAsync("r")).ReadOutputAs<int>().ShouldBe(4);
        string other = await hub.Client.RestartAsync("r", true, TestHub.Limit);
        other.ShouldNotBe("r");
        (await hub.CompletionAsync(other)).ReadOutputAs<int>().ShouldBe(4);
        await Should.ThrowAsync<ArgumentException>(() => hub.Client.RestartAsync("none", cancellation: TestHub.Limit));
        await hub.ScheduleAsync("Waits", id: "w");
        await Should.ThrowAsync<InvalidOperationException>(() => hub.Client.RestartAsync("w", cancellation: TestHub.Limit));
    }
}
