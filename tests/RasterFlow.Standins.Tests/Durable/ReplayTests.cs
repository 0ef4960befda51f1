using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Logging;
using RasterFlow.StandIns.DurableTask;

namespace RasterFlow.Standins.Tests.Durable;

public sealed class ReplayTests
{
    [Fact]
    public async Task Orchestrator_IsRunFromItsStartForEachBatch()
    {
        TestFunctions functions = new TestFunctions().Activity<int>("Double", n => 2 * n).Orchestrator("Chain", async context =>
        {
            int value = context.GetInput<int>();
            for (int i = 0; i < 3; i++)
            {
                value = await context.CallActivityAsync<int>("Double", value);
            }

            return value;
        });
        await using TestHub hub = await TestHub.StartAsync(functions);
        OrchestrationMetadata done = await hub.RunAsync("Chain", 5);
        done.ReadOutputAs<int>().ShouldBe(40);
        functions.Runs("Chain").ShouldBe(4, "once at the start and once for each activity's result");
        functions.Runs("Double").ShouldBe(3);
    }

    [Fact]
    public async Task TimeAndGuids_AreTheSameAtEachReplay_AndLogsAreWrittenOnce()
    {
        List<string> seen = [];
        List<bool> replaying = [];
        CountingLoggers loggers = new();
        TestFunctions functions = new TestFunctions().Activity<int>("Step", n => n).Orchestrator("Times", async context =>
        {
            ILogger log = context.CreateReplaySafeLogger("Times");
            lock (seen)
            {
                seen.Add($"{context.CurrentUtcDateTime:O} {context.NewGuid()} {context.NewGuid()}");
                replaying.Add(context.IsReplaying);
            }

            log.LogInformation("first");
            DateTime before = context.CurrentUtcDateTime;
            await context.CallActivityAsync<int>("Step", 1);
            log.LogInformation("second");
            context.CurrentUtcDateTime.ShouldBeGreaterThanOrEqualTo(before);
            await context.CallActivityAsync<int>("Step", 2);
            return null;
        });
        await using TestHub hub = await TestHub.StartAsync(functions, loggers: loggers);
        (await hub.RunAsync("Times")).RuntimeStatus.ShouldBe(OrchestrationRuntimeStatus.Completed);
        seen.Count.ShouldBe(3);
        seen.Distinct().Count().ShouldBe(1);
        seen[0].Split(' ')[1].ShouldNotBe(seen[0].Split(' ')[2]);
        seen[0].Split(' ')[1][14].ShouldBe('5', "a name-based GUID");
        replaying.ShouldBe([false, true, true]);
        loggers.Lines.Where(line => line is "first" or "second").ShouldBe(["first", "second"]);
    }

    [Fact]
    public async Task ChangedCode_FailsTheInstanceAndSaysWhere()
    {
        int version = 0;
        TestFunctions functions = new TestFunctions().Activity<int>("A", n => n).Activity<int>("B", n => n).Orchestrator("Changing", async context =>
        {
            await context.CallActivityAsync<int>(Interlocked.Increment(ref version) == 1 ? "A" : "B", 1);
            return null;
        });
        await using TestHub hub = await TestHub.StartAsync(functions);
        OrchestrationMetadata done = await hub.RunAsync("Changing");
        done.RuntimeStatus.ShouldBe(OrchestrationRuntimeStatus.Failed);
        string text = done.FailureDetails.ShouldNotBeNull().ErrorMessage;
        text.ShouldContain("Non-Deterministic workflow detected");
        text.ShouldContain("event 0");
        text.ShouldContain("has an activity task 'A'");
        text.ShouldContain("now schedules an activity task 'B'");
    }

    [Theory]
    [InlineData("other type", "a timer")]
    [InlineData("one less", "did not schedule it")]
    [InlineData("one more", "has nothing")]
    public async Task OtherDecisionsThanInHistory_Fail(string change, string said)
    {
        int run = 0;
        TestFunctions functions = new TestFunctions().Activity<int>("A", n => n).Orchestrator("Changing", async context =>
        {
            bool first = Interlocked.Increment(ref run) == 1;
            if (!first && change == "other type")
            {
                await context.CreateTimer(TimeSpan.FromMinutes(1), CancellationToken.None);
            }

            List<Task> tasks = [];
            for (int i = 0; i < (first ? 2 : change == "one less" ? 1 : 3); i++)
            {
                tasks.Add(context.CallActivityAsync<int>("A", i));
            }

            await Task.WhenAll(tasks);
            await context.CallActivityAsync<int>("A", 9);
            return null;
        });
        await using TestHub hub = await TestHub.StartAsync(functions);
        OrchestrationMetadata done = await hub.RunAsync("Changing");
        done.RuntimeStatus.ShouldBe(OrchestrationRuntimeStatus.Failed);
        done.FailureDetails.ShouldNotBeNull().ErrorMessage.ShouldContain(said);
    }

    [Theory]
    [InlineData("delay")]
    [InlineData("run")]
    [InlineData("configureAwait")]
    [InlineData("late")]
    public async Task AwaitOfSomethingNotDurable_FailsTheInstance(string kind)
    {
        TestFunctions functions = new TestFunctions().Activity<int>("A", n => n).Orchestrator("Illegal", async context =>
        {
            switch (kind)
            {
                case "delay":
                    await Task.Delay(20);
                    break;
                case "run":
                    await Task.Run(() => Thread.Sleep(20));
                    break;
                case "configureAwait":
                    await context.CallActivityAsync<int>("A", 1).ConfigureAwait(false);
                    await context.CallActivityAsync<int>("A", 2);
                    break;
                default:
                    await Task.WhenAny(Task.Delay(50), context.WaitForExternalEvent<int>("never"));
                    break;
            }

            return "went through";
        });
        await using TestHub hub = await TestHub.StartAsync(functions);
        OrchestrationMetadata done = await hub.RunAsync("Illegal");
        done.RuntimeStatus.ShouldBe(OrchestrationRuntimeStatus.Failed);
        done.FailureDetails.ShouldNotBeNull().ErrorMessage.ShouldStartWith("An invalid asynchronous invocation was detected.");
    }

    [Fact]
    public async Task FanOut_Of300_IsBatchedAndComplete()
    {
        TestFunctions functions = new TestFunctions().Activity<int>("Square", n => n * n).Orchestrator("Wide", async context =>
        {
            Task<int>[] tasks = [.. Enumerable.Range(0, 300).Select(i => context.CallActivityAsync<int>("Square", i))];
            return (await Task.WhenAll(tasks)).Sum();
        });
        await using TestHub hub = await TestHub.StartAsync(functions, options: new DurableHubOptions { MaxConcurrentActivities = 64 });
        OrchestrationMetadata done = await hub.RunAsync("Wide");
        done.ReadOutputAs<int>().ShouldBe(Enumerable.Range(0, 300).Sum(i => i * i));
        functions.Runs("Square").ShouldBe(300);
        IReadOnlyList<HistoryEvent> history = await hub.Hub.GetHistoryAsync(done.InstanceId, TestHub.Limit);
        history.Count(e => e.EventType == HistoryEventType.TaskScheduled).ShouldBe(300);
        history.Count(e => e.EventType == HistoryEventType.TaskCompleted).ShouldBe(300);
    }

    [Fact]
    public async Task UnknownNames_FailWithTheirName()
    {
        TestFunctions functions = new TestFunctions().Orchestrator("Calls", async context => await context.CallActivityAsync<int>("Missing"));
        await using TestHub hub = await TestHub.StartAsync(functions);
        (await hub.RunAsync("Calls")).FailureDetails.ShouldNotBeNull().ErrorMessage.ShouldContain("The function 'Missing' doesn't exist");
        (await hub.RunAsync("Nowhere")).FailureDetails.ShouldNotBeNull().ErrorMessage.ShouldContain("'Nowhere' doesn't exist");
    }

    private sealed class CountingLoggers : ILoggerFactory, ILogger
    {
        private readonly List<string> _lines = [];

        public IReadOnlyList<string> Lines
        {
            get
            {
                lock (_lines)
                {
                    return [.. _lines];
                }
            }
        }

        public ILogger CreateLogger(string categoryName) => this;

        public void AddProvider(ILoggerProvider provider)
        {
        }

        public void Dispose()
        {
        }

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            lock (_lines)
            {
                _lines.Add(formatter(state, exception));
            }
        }
    }
}
