using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using RasterFlow.StandIns.DurableTask;

namespace RasterFlow.Standins.Tests.Durable;

/// <summary>External events, custom status and continuing as new.</summary>
public sealed class EventTests
{
    [Fact]
    public async Task Events_AreBufferedInOrder_WithoutRegardToCase()
    {
        TestFunctions functions = new TestFunctions().Orchestrator("Collects", async context =>
        {
            await context.WaitForExternalEvent<int>("go");
            return new[] { await context.WaitForExternalEvent<int>("NUMBER"), await context.WaitForExternalEvent<int>("number") };
        });
        await using TestHub hub = await TestHub.StartAsync(functions);
        string id = await hub.ScheduleAsync("Collects");
        await hub.Client.RaiseEventAsync(id, "Number", 1, TestHub.Limit);
        await hub.Client.RaiseEventAsync(id, "number", 2, TestHub.Limit);
        await hub.Client.RaiseEventAsync(id, "go", 0, TestHub.Limit);
        (await hub.CompletionAsync(id)).ReadOutputAs<int[]>().ShouldBe([1, 2]);
    }

    [Fact]
    public async Task SeveralWaiters_TheNewestIsServedFirst()
    {
        TestFunctions functions = new TestFunctions().Orchestrator("Waits", async context =>
        {
            Task<int> first = context.WaitForExternalEvent<int>("n");
            Task<int> second = context.WaitForExternalEvent<int>("n");
            return new[] { await second, await first };
        });
        await using TestHub hub = await TestHub.StartAsync(functions);
        string id = await hub.ScheduleAsync("Waits");
        await hub.Client.WaitForInstanceStartAsync(id, TestHub.Limit);
        await hub.Client.RaiseEventAsync(id, "n", 1, TestHub.Limit);
        await hub.Client.RaiseEventAsync(id, "n", 2, TestHub.Limit);
        (await hub.CompletionAsync(id)).ReadOutputAs<int[]>().ShouldBe([1, 2]);
    }

    [Fact]
    public async Task OneNameWithTwoTypes_Throws_AndATimeoutCancels()
    {
        TestFunctions functions = new TestFunctions()
            .Orchestrator("Types", async context =>
            {
                _ = context.WaitForExternalEvent<int>("n");
                return await context.WaitForExternalEvent<string>("n");
            })
            .Orchestrator("Times", async context =>
            {
                try
                {
                    return await context.WaitForExternalEvent<string>("n", TimeSpan.FromMilliseconds(30));
                }
                catch (TaskCanceledException)
                {
                    // The waiter that gave up must not swallow the event that comes later.
                    return "late " + await context.WaitForExternalEvent<string>("n");
                }
            });
        await using TestHub hub = await TestHub.StartAsync(functions);
        (await hub.RunAsync("Types")).FailureDetails.ShouldNotBeNull().ErrorType.ShouldBe("System.ArgumentException");
        string id = await hub.ScheduleAsync("Times");
        await Task.Delay(150);
        await hub.Client.RaiseEventAsync(id, "n", "x", TestHub.Limit);
        (await hub.CompletionAsync(id)).ReadOutputAs<string>().ShouldBe("late x");

        string inTime = await hub.ScheduleAsync("Times");
        await hub.Client.RaiseEventAsync(inTime, "n", "y", TestHub.Limit);
        (await hub.CompletionAsync(inTime)).ReadOutputAs<string>().ShouldBe("y");
    }

    [Fact]
    public async Task RaiseEvent_OnAFinishedOrUnknownInstance_IsSilent()
    {
        TestFunctions functions = new TestFunctions().Orchestrator("Done", _ => Task.FromResult<object?>(1));
        await using TestHub hub = await TestHub.StartAsync(functions);
        OrchestrationMetadata done = await hub.RunAsync("Done");
        await hub.Client.RaiseEventAsync(done.InstanceId, "n", 1, TestHub.Limit);
        await hub.Client.RaiseEventAsync("unknown", "n", 1, TestHub.Limit);
        await hub.Client.TerminateInstanceAsync("unknown", TestHub.Limit);
    }

    [Fact]
    public async Task CustomStatus_LastValueWins_AndHasALimit()
    {
        TestFunctions functions = new TestFunctions()
            .Orchestrator("Status", async context =>
            {
                context.SetCustomStatus(new { Stage = "one" });
                context.SetCustomStatus(new { Stage = "two" });
                await context.WaitForExternalEvent<int>("go");
                context.SetCustomStatus(new { Stage = "three" });
                return null;
            })
            .Orchestrator("Large", context =>
            {
                context.SetCustomStatus(new string('x', 8 * 1024));
                return Task.FromResult<object?>(null);
            });
        await using TestHub hub = await TestHub.StartAsync(functions);
        string id = await hub.ScheduleAsync("Status");
        InstanceRecord waiting = await hub.UntilAsync(id, record => record.Status == OrchestrationRuntimeStatus.Running);
        waiting.CustomStatus.ShouldBe("""{"Stage":"two"}""");
        (await hub.Client.GetInstanceAsync(id, TestHub.Limit)).ShouldNotBeNull().SerializedCustomStatus.ShouldBeNull();
        await hub.Client.RaiseEventAsync(id, "go", 1, TestHub.Limit);
        (await hub.CompletionAsync(id)).SerializedCustomStatus.ShouldBe("""{"Stage":"three"}""");
        (await hub.RunAsync("Large")).FailureDetails.ShouldNotBeNull().ErrorMessage.ShouldContain("16 KB");
    }

    [Theory]
    [InlineData(true, "2 kept")]
    [InlineData(false, "2 lost")]
    public async Task ContinueAsNew_BeginsWithAnEmptyHistory_AndKeepsEventsIfAsked(bool preserve, string expected)
    {
        TestFunctions functions = new TestFunctions().Orchestrator("Again", async context =>
        {
            if (context.GetInput<int>() == 1)
            {
                await context.WaitForExternalEvent<int>("go");
                context.ContinueAsNew(2, preserve);
                return null;
            }

            try
            {
                return $"2 {await context.WaitForExternalEvent<string>("spare", TimeSpan.FromMilliseconds(100))}";
            }
            catch (TaskCanceledException)
            {
                return "2 lost";
            }
        });
        await using TestHub hub = await TestHub.StartAsync(functions);
        string id = await hub.ScheduleAsync("Again", 1);
        await hub.Client.RaiseEventAsync(id, "spare", "kept", TestHub.Limit);
        await hub.Client.RaiseEventAsync(id, "go", 1, TestHub.Limit);
        OrchestrationMetadata done = await hub.CompletionAsync(id);
        done.ReadOutputAs<string>().ShouldBe(expected);
        done.ReadInputAs<int>().ShouldBe(2);
        IReadOnlyList<HistoryEvent> history = await hub.Hub.GetHistoryAsync(id, TestHub.Limit);
        history.Count(e => e.EventType == HistoryEventType.ExecutionStarted).ShouldBe(1);
        history.ShouldNotContain(e => e.Name == "go");
    }

    [Fact]
    public async Task ContinueAsNew_ManyTimes_EndsInTheRightPlace()
    {
        TestFunctions functions = new TestFunctions().Activity<int>("Next", n => n + 1).Orchestrator("Loop", async context =>
        {
            int n = await context.CallActivityAsync<int>("Next", context.GetInput<int>());
            if (n < 50)
            {
                context.ContinueAsNew(n);
            }

            return n;
        });
        await using TestHub hub = await TestHub.StartAsync(functions);
        (await hub.RunAsync("Loop", 0)).ReadOutputAs<int>().ShouldBe(50);
    }

    [Fact]
    public async Task SendEvent_ReachesAnotherInstance()
    {
        TestFunctions functions = new TestFunctions()
            .Orchestrator("Receives", async context => await context.WaitForExternalEvent<string>("hello"))
            .Orchestrator("Sends", context =>
            {
                context.SendEvent("receiver", "HELLO", "there");
                return Task.FromResult<object?>(null);
            });
        await using TestHub hub = await TestHub.StartAsync(functions);
        await hub.ScheduleAsync("Receives", id: "receiver");
        await hub.RunAsync("Sends");
        (await hub.CompletionAsync("receiver")).ReadOutputAs<string>().ShouldBe("there");
    }
}
