using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using RasterFlow.StandIns.DurableTask;

namespace RasterFlow.Standins.Tests.Durable;

/// <summary>A process killed at any write loses nothing that was acknowledged, and what it began comes to its right end.</summary>
public sealed class CrashTests
{
    // More than the writes of the scenario, so that the last cases run it without a death.
    public static TheoryData<int, bool> EveryWrite
    {
        get
        {
            TheoryData<int, bool> cases = [];
            for (int n = 1; n <= 44; n++)
            {
                cases.Add(n, false);
                cases.Add(n, true);
            }

            return cases;
        }
    }

    [Theory]
    [MemberData(nameof(EveryWrite))]
    public async Task KilledAtAnyWrite_TheNextProcessBringsTheRightResult(int write, bool arrives)
    {
        using InMemoryHistoryStore storage = new();
        DyingStore dying = new(new Unowned(storage), write, arrives);
        TestFunctions functions = Scenario();
        DurableHub first = new(new DurableHubOptions(), dying, functions, Microsoft.Extensions.Logging.Abstractions.NullLoggerFactory.Instance);
        await first.StartAsync(TestHub.Limit);
        Task user = UseAsync(first.Client);
        Task completed = Task.Run(async () =>
        {
            await user;
            await first.Client.WaitForInstanceCompletionAsync("main", TestHub.Limit);
            await first.Client.WaitForInstanceCompletionAsync("listener", TestHub.Limit);
        });
        await Task.WhenAny(dying.Dead, completed);
        first.Halt(null, "The test killed it.");
        await dying.QuietAsync();

        await using TestHub second = await TestHub.StartAsync(functions, new Unowned(storage));
        // A user repeats what was not acknowledged: starts that are there already are refused, which is the answer they wanted.
        await UseAsync(second.Client);
        OrchestrationMetadata main = await second.CompletionAsync("main");
        main.FailureDetails.ShouldBeNull();
        main.ReadOutputAs<string>().ShouldBe("1+2+3|child:7|8|round 3");
        OrchestrationMetadata listener = await second.CompletionAsync("listener");
        listener.ReadOutputAs<string>().ShouldBe("a,b,c", "each event once and in order");
    }

    private static async Task UseAsync(DurableTaskClient client)
    {
        foreach (string name in new[] { "listener", "main" })
        {
            while (await client.GetInstanceAsync(name, TestHub.Limit) is null)
            {
                await client.ScheduleNewOrchestrationInstanceAsync(name, new StartOrchestrationOptions(name), TestHub.Limit);
            }
        }
    }

    private static TestFunctions Scenario() => new TestFunctions()
        .Activity<int>("Number", n => n)
        .Orchestrator("listener", async context =>
        {
            List<string> got = [];
            for (int i = 0; i < 3; i++)
            {
                got.Add(await context.WaitForExternalEvent<string>("letter"));
            }

            return string.Join(',', got);
        })
        .Orchestrator("child", async context =>
        {
            int seven = await context.CallActivityAsync<int>("Number", context.GetInput<int>());
            return $"child:{seven}";
        })
        .Orchestrator("main", async context =>
        {
            string? state = context.GetInput<string>();
            if (state is null)
            {
                int[] numbers = await Task.WhenAll(Enumerable.Range(1, 3).Select(n => context.CallActivityAsync<int>("Number", n)));
                context.SendEvent("listener", "letter", "a");
                context.SendEvent("listener", "letter", "b");
                Task<string> child = context.CallSubOrchestratorAsync<string>("child", 7);
                await context.CreateTimer(TimeSpan.FromMilliseconds(20), CancellationToken.None);
                string said = await child;
                int eight = await context.CallActivityAsync<int>("Number", 8);
                context.SendEvent("listener", "letter", "c");
                context.ContinueAsNew($"{string.Join('+', numbers)}|{said}|{eight}|round 2");
                return null;
            }

            if (state.EndsWith("round 2", StringComparison.Ordinal))
            {
                context.ContinueAsNew(state.Replace("round 2", "round 3", StringComparison.Ordinal));
                return null;
            }

            await context.CallActivityAsync<int>("Number", 9);
            return state;
        });

    /// <summary>A dead process holds nothing: its successor need not wait in these tests.</summary>
    private sealed class Unowned(IHistoryStore inner) : IHistoryStore
    {
        public Task<IAsyncDisposable> AcquireAsync(TimeSpan duration, Action lost, CancellationToken cancellation) =>
            Task.FromResult<IAsyncDisposable>(new Nothing());

        public Task<IReadOnlyList<InstanceState>> LoadInstancesAsync(CancellationToken cancellation) => inner.LoadInstancesAsync(cancellation);

        public Task<(IReadOnlyList<HistoryBatch> Batches, long Position)> ReadLogAsync(string instanceId, string executionId, CancellationToken cancellation) =>
            inner.ReadLogAsync(instanceId, executionId, cancellation);

        public Task<long> AppendAsync(string instanceId, string executionId, long position, HistoryBatch batch, CancellationToken cancellation) =>
            inner.AppendAsync(instanceId, executionId, position, batch, cancellation);

        public Task PutInstanceAsync(InstanceState state, CancellationToken cancellation) => inner.PutInstanceAsync(state, cancellation);

        public Task DeleteInstanceAsync(string instanceId, CancellationToken cancellation) => inner.DeleteInstanceAsync(instanceId, cancellation);

        public Task DeleteLogAsync(string instanceId, string executionId, CancellationToken cancellation) =>
            inner.DeleteLogAsync(instanceId, executionId, cancellation);
    }

    private sealed class Nothing : IAsyncDisposable
    {
        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
