using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using RasterFlow.StandIns.DurableTask;

namespace RasterFlow.Standins.Tests.Durable;

/// <summary>Failures, retries, sub-orchestrations and timers.</summary>
public sealed class TaskTests
{
    [Fact]
    public async Task FailedActivity_BecomesTaskFailedExceptionWithDetails()
    {
        TestFunctions functions = new TestFunctions()
            .Activity<int>("Fail", _ => throw new InvalidDataException("no pixels", new FileNotFoundException("no file")))
            .Orchestrator("Catches", async context =>
            {
                TaskFailedException failed;
                try
                {
                    await context.CallActivityAsync("Fail", 1);
                    return "no failure";
                }
                catch (TaskFailedException thrown)
                {
                    failed = thrown;
                }

                failed.TaskName.ShouldBe("Fail");
                failed.TaskId.ShouldBe(0);
                failed.InnerException.ShouldBeNull();
                failed.FailureDetails.ErrorType.ShouldBe("System.IO.InvalidDataException");
                failed.FailureDetails.ErrorMessage.ShouldBe("no pixels");
                failed.FailureDetails.InnerFailure.ShouldNotBeNull().ErrorType.ShouldBe("System.IO.FileNotFoundException");
                failed.FailureDetails.IsCausedBy<InvalidDataException>().ShouldBeTrue();
                failed.FailureDetails.IsCausedBy<SystemException>().ShouldBeTrue();
                failed.FailureDetails.IsCausedBy<ArgumentException>().ShouldBeFalse();
                return failed.Message;
            })
            .Orchestrator("Fails", async context => await context.CallActivityAsync<int>("Fail", 1));
        await using TestHub hub = await TestHub.StartAsync(functions);
        OrchestrationMetadata caught = await hub.RunAsync("Catches");
        caught.FailureDetails.ShouldBeNull();
        caught.ReadOutputAs<string>().ShouldBe("Task 'Fail' (#0) failed with an unhandled exception: no pixels");

        OrchestrationMetadata failed = await hub.RunAsync("Fails");
        failed.RuntimeStatus.ShouldBe(OrchestrationRuntimeStatus.Failed);
        failed.FailureDetails.ShouldNotBeNull().ErrorType.ShouldBe("Microsoft.DurableTask.TaskFailedException");
        failed.FailureDetails.InnerFailure.ShouldNotBeNull().ErrorMessage.ShouldBe("no pixels");
    }

    [Fact]
    public async Task RetryPolicy_CountsTheFirstAttempt_AndWaitsByDurableTimers()
    {
        int calls = 0;
        TestFunctions functions = new TestFunctions()
            .Activity<int>("Flaky", _ => Interlocked.Increment(ref calls) < 4 ? throw new IOException("busy") : "ok")
            .Orchestrator("Retries", async context => await context.CallActivityAsync<string>(
                "Flaky", 1, TaskOptions.FromRetryPolicy(new RetryPolicy(4, TimeSpan.FromMilliseconds(10), 2, TimeSpan.FromMilliseconds(15)))));
        await using TestHub hub = await TestHub.StartAsync(functions);
        OrchestrationMetadata done = await hub.RunAsync("Retries");
        done.ReadOutputAs<string>().ShouldBe("ok");
        IReadOnlyList<HistoryEvent> history = await hub.Hub.GetHistoryAsync(done.InstanceId, TestHub.Limit);
        double[] waits = [.. history.Where(e => e.EventType == HistoryEventType.TimerCreated).Select(e => (e.FireAt!.Value - e.Timestamp).TotalMilliseconds)];
        waits.ShouldBe([10, 15, 15], "10, then 20 and 40 cut to the longest wait");
    }

    [Fact]
    public async Task RetryPolicy_GivesUpAfterItsAttempts_OrWhenTheFailureIsNotHandled_OrItsTimeIsOver()
    {
        TestFunctions functions = new TestFunctions()
            .Activity<string>("Fail", text => throw new IOException(text))
            .Orchestrator("Retries", async context =>
            {
                RetryPolicy policy = context.GetInput<string>() switch
                {
                    "attempts" => new RetryPolicy(3, TimeSpan.FromMilliseconds(1)),
                    "handle" => new RetryPolicy(3, TimeSpan.FromMilliseconds(1)) { HandleFailure = failure => !failure.IsCausedBy<IOException>() },
                    _ => new RetryPolicy(1000, TimeSpan.FromMilliseconds(30), retryTimeout: TimeSpan.FromMilliseconds(40)),
                };
                return await context.CallActivityAsync<string>("Fail", context.GetInput<string>(), new TaskOptions(policy));
            });
        await using TestHub hub = await TestHub.StartAsync(functions);
        foreach ((string input, int least, int most) in new[] { ("attempts", 3, 3), ("handle", 1, 1), ("time", 2, 4) })
        {
            int before = functions.Runs("Fail");
            (await hub.RunAsync("Retries", input)).RuntimeStatus.ShouldBe(OrchestrationRuntimeStatus.Failed);
            (functions.Runs("Fail") - before).ShouldBeInRange(least, most, input);
        }
    }

    [Fact]
    public void RetryPolicy_RefusesWhatMakesNoSense()
    {
        TimeSpan second = TimeSpan.FromSeconds(1);
        Should.Throw<ArgumentOutOfRangeException>(() => new RetryPolicy(0, second));
        Should.Throw<ArgumentOutOfRangeException>(() => new RetryPolicy(1, TimeSpan.Zero));
        Should.Throw<ArgumentOutOfRangeException>(() => new RetryPolicy(1, second, 0.9));
        Should.Throw<ArgumentOutOfRangeException>(() => new RetryPolicy(1, second, 1, second / 2));
        Should.Throw<ArgumentOutOfRangeException>(() => new RetryPolicy(1, second, 1, second, second / 2));
    }

    [Fact]
    public async Task RetryHandler_DecidesByItself()
    {
        List<int> attempts = [];
        TestFunctions functions = new TestFunctions()
            .Activity<int>("Fail", _ => throw new IOException("busy"))
            .Orchestrator("Retries", async context => await context.CallActivityAsync<int>("Fail", 1, TaskOptions.FromRetryHandler(retry =>
            {
                retry.LastFailure.ErrorMessage.ShouldBe("busy");
                if (!context.IsReplaying)
                {
                    attempts.Add(retry.LastAttemptNumber);
                }

                return retry.LastAttemptNumber < 3;
            })));
        await using TestHub hub = await TestHub.StartAsync(functions);
        OrchestrationMetadata done = await hub.RunAsync("Retries");
        done.FailureDetails.ShouldNotBeNull().ErrorMessage.ShouldContain("'Fail' (#2)");
        attempts.ShouldBe([1, 2, 3]);
        functions.Runs("Fail").ShouldBe(3);
    }

    [Fact]
    public async Task OptionsGivenAsInput_Throw()
    {
        TestFunctions functions = new TestFunctions().Activity<int>("A", n => n)
            .Orchestrator("Wrong", async context => await context.CallActivityAsync<int>("A", input: new TaskOptions()));
        await using TestHub hub = await TestHub.StartAsync(functions);
        (await hub.RunAsync("Wrong")).FailureDetails.ShouldNotBeNull().ErrorType.ShouldBe("System.ArgumentException");
    }

    [Fact]
    public async Task SubOrchestration_HasItsIdAndParent_AndItsFailureComesBack()
    {
        TestFunctions functions = new TestFunctions()
            .Orchestrator("Child", context => context.GetInput<string>() == "fail"
                ? throw new InvalidOperationException("child broke")
                : Task.FromResult<object?>($"{context.InstanceId} of {context.Parent!.Name} {context.Parent.InstanceId}"))
            .Orchestrator("Parent", async context =>
            {
                context.Parent.ShouldBeNull();
                string named = await context.CallSubOrchestratorAsync<string>("Child", "x", new SubOrchestrationOptions(instanceId: "kid"));
                string unnamed = await context.CallSubOrchestratorAsync<string>("Child", "x");
                string failure;
                try
                {
                    failure = await context.CallSubOrchestratorAsync<string>("Child", "fail");
                }
                catch (TaskFailedException failed)
                {
                    failure = failed.FailureDetails.ErrorMessage;
                }

                return new[] { named, unnamed, failure };
            });
        await using TestHub hub = await TestHub.StartAsync(functions);
        OrchestrationMetadata done = await hub.RunAsync("Parent", id: "p");
        string[] said = done.ReadOutputAs<string[]>()!;
        said[0].ShouldBe("kid of Parent p");
        Guid.TryParseExact(said[1].Split(' ')[0], "N", out _).ShouldBeTrue();
        said[2].ShouldBe("child broke");
    }

    [Fact]
    public async Task SubOrchestration_OverARunningId_Fails()
    {
        TestFunctions functions = new TestFunctions()
            .Orchestrator("Waits", async context => await context.WaitForExternalEvent<string>("never"))
            .Orchestrator("Parent", async context => await context.CallSubOrchestratorAsync<string>("Waits", new SubOrchestrationOptions(instanceId: "taken")));
        await using TestHub hub = await TestHub.StartAsync(functions);
        await hub.ScheduleAsync("Waits", id: "taken");
        (await hub.RunAsync("Parent")).FailureDetails.ShouldNotBeNull().ErrorMessage.ShouldContain("already exists");
    }

    [Fact]
    public async Task LongTimer_IsSplit_AndACancelledOneKeepsNothingAlive()
    {
        TestFunctions functions = new TestFunctions()
            .Orchestrator("Split", async context =>
            {
                DateTime start = context.CurrentUtcDateTime;
                await context.CreateTimer(TimeSpan.FromMilliseconds(100), CancellationToken.None);
                return (context.CurrentUtcDateTime - start).TotalMilliseconds;
            })
            .Orchestrator("Cancels", async context =>
            {
                using CancellationTokenSource stop = new();
                Task timer = context.CreateTimer(TimeSpan.FromHours(1), stop.Token);
                Task first = await Task.WhenAny(timer, context.WaitForExternalEvent<int>("go"));
#pragma warning disable CA1849 // An await would leave the orchestrator's thread.
                stop.Cancel();
#pragma warning restore CA1849
                return first == timer ? "late" : timer.IsCanceled ? "cancelled" : "still there";
            });
        await using TestHub hub = await TestHub.StartAsync(functions, options: new DurableHubOptions { MaximumTimerInterval = TimeSpan.FromMilliseconds(40) });
        OrchestrationMetadata split = await hub.RunAsync("Split");
        split.ReadOutputAs<double>().ShouldBeGreaterThanOrEqualTo(100);
        (await hub.Hub.GetHistoryAsync(split.InstanceId, TestHub.Limit)).Count(e => e.EventType == HistoryEventType.TimerCreated).ShouldBeGreaterThanOrEqualTo(3);
        await using TestHub other = await TestHub.StartAsync(functions);
        string id = await other.ScheduleAsync("Cancels");
        await other.Client.RaiseEventAsync(id, "go", 1, TestHub.Limit);
        (await other.CompletionAsync(id)).ReadOutputAs<string>().ShouldBe("cancelled");
    }
}
