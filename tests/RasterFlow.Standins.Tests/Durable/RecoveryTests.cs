using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Logging.Abstractions;
using RasterFlow.StandIns.DurableTask;

namespace RasterFlow.Standins.Tests.Durable;

/// <summary>The single windows in which a dying or stopping process could lose a message, each held open on purpose.</summary>
public sealed class RecoveryTests
{
    private static readonly Task Never = new TaskCompletionSource().Task;

    [Fact]
    public async Task OutcomesThatADeadProcessHadNotDelivered_Arrive()
    {
        const int Children = 200;
        using InMemoryHistoryStore storage = new();
        TestFunctions functions = new TestFunctions()
            .Orchestrator("Child", context => Task.FromResult<object?>(context.GetInput<int>()))
            .Orchestrator("Parent", async context =>
                (await Task.WhenAll(Enumerable.Range(0, Children).Select(i => context.CallSubOrchestratorAsync<int>("Child", i)))).Sum());

        // The parent's second turn, which would take the first outcomes, is never written: every child ends, none is closed.
        int turns = 0;
        int ended = 0;
        FaultyStore dying = new(storage)
        {
            BeforeAppend = (id, batch) =>
            {
                if (id != "p")
                {
                    Interlocked.Increment(ref ended);
                }

                return id == "p" && Interlocked.Increment(ref turns) > 1 ? Never : Task.CompletedTask;
            },
        };
        await using (TestHub first = await TestHub.StartAsync(functions, dying))
        {
            await first.ScheduleAsync("Parent", id: "p");
            await EventuallyAsync(() => ended == Children);
            first.Hub.Halt(null, "The test killed it.");
        }

        await using TestHub second = await TestHub.StartAsync(functions, new FaultyStore(storage));
        (await second.CompletionAsync("p").WaitAsync(TimeSpan.FromSeconds(20))).ReadOutputAs<int>().ShouldBe(Children * (Children - 1) / 2);
    }

    [Fact]
    public async Task AMessageOfAnInstanceThatBeganAnew_WaitsForItsTargetToBeLoaded()
    {
        using InMemoryHistoryStore storage = new();
        TestFunctions functions = new TestFunctions()
            .Orchestrator("Sender", async context =>
            {
                if (context.GetInput<string>() is null)
                {
                    context.SendEvent("listener", "letter", "a");
                    context.ContinueAsNew("sent");
                    return null;
                }

                return await context.WaitForExternalEvent<string>("never");
            })
            .Orchestrator("Listener", async context => await context.WaitForExternalEvent<string>("letter"));
        int listened = 0;
        int anew = 0;
        FaultyStore dying = new(storage)
        {
            BeforeAppend = (id, _) =>
            {
                if (id == "sender")
                {
                    Volatile.Write(ref anew, 1);
                }

                return id == "listener" && Interlocked.Increment(ref listened) > 1 ? Never : Task.CompletedTask;
            },
        };
        await using (TestHub first = await TestHub.StartAsync(functions, dying))
        {
            await first.ScheduleAsync("Listener", id: "listener");
            await first.UntilAsync("listener", record => record.Status == OrchestrationRuntimeStatus.Running);
            await first.ScheduleAsync("Sender", id: "sender");
            await EventuallyAsync(() => Volatile.Read(ref anew) == 1);
            first.Hub.Halt(null, "The test killed it.");
        }

        FaultyStore slow = new(storage) { BeforeRead = id => id == "listener" ? Task.Delay(300) : Task.CompletedTask };
        await using TestHub second = await TestHub.StartAsync(functions, slow);
        (await second.CompletionAsync("listener").WaitAsync(TimeSpan.FromSeconds(20))).ReadOutputAs<string>().ShouldBe("a");
    }

    [Fact]
    public async Task ARefusedStart_IsKnownToTheParent_BeforeItCountsAsDelivered()
    {
        using InMemoryHistoryStore storage = new();
        using ManualResetEventSlim turn = new();
        int turns = 0;
        TestFunctions functions = new TestFunctions()
            .Orchestrator("Waits", async context => await context.WaitForExternalEvent<string>("go"))
            .Orchestrator("Parent", async context =>
            {
                context.SendEvent("slow", "no matter", "what");
                Task<string> child = context.CallSubOrchestratorAsync<string>("Waits", new SubOrchestrationOptions(instanceId: "taken"));
                await context.WaitForExternalEvent<string>("next");
                Interlocked.Increment(ref turns);
                turn.Wait(TimeSpan.FromSeconds(20));
                try
                {
                    return await child;
                }
                catch (TaskFailedException refused)
                {
                    return refused.FailureDetails.ErrorType;
                }
            });
        TaskCompletionSource gate = new(TaskCreationOptions.RunContinuationsAsynchronously);
        int appends = 0;
        FaultyStore dying = new(storage)
        {
            // The first turn and the second are written; a third, with the refusal, is not.
            BeforeAppend = (id, batch) => id switch
            {
                "slow" when batch.Events.Any(e => e.EventType == HistoryEventType.EventRaised) => gate.Task,
                "p" when Interlocked.Increment(ref appends) > 2 => Never,
                _ => Task.CompletedTask,
            },
        };
        await using (TestHub first = await TestHub.StartAsync(functions, dying))
        {
            await first.ScheduleAsync("Waits", id: "taken");
            await first.ScheduleAsync("Waits", id: "slow");
            await first.UntilAsync("slow", record => record.Status == OrchestrationRuntimeStatus.Running);
            await first.ScheduleAsync("Parent", id: "p");
            await first.UntilAsync("p", record => record.Status == OrchestrationRuntimeStatus.Running);
            Task raised = first.Client.RaiseEventAsync("p", "next", "", TestHub.Limit);
            await EventuallyAsync(() => Volatile.Read(ref turns) == 1);
            gate.SetResult();
            // Time for the start to be refused, while the second turn runs.
            await Task.Delay(300);
            turn.Set();
            await raised;
            first.Hub.Halt(null, "The test killed it.");
        }

        await using TestHub second = await TestHub.StartAsync(functions, new FaultyStore(storage));
        (await second.CompletionAsync("p").WaitAsync(TimeSpan.FromSeconds(20))).ReadOutputAs<string>()
            .ShouldBe("DurableTask.Core.Exceptions.OrchestrationAlreadyExistsException");
    }

    [Fact]
    public async Task AnAnsweredStart_IsNotDeliveredAgain()
    {
        using InMemoryHistoryStore storage = new();
        TestFunctions functions = new TestFunctions()
            .Orchestrator("Quick", context => Task.FromResult<object?>("quick"))
            .Orchestrator("Other", context => Task.FromResult<object?>("other"))
            .Orchestrator("Parent", async context =>
            {
                Task<string> quick = context.CallSubOrchestratorAsync<string>("Quick", new SubOrchestrationOptions(instanceId: "quick"));
                Task<string> other = context.CallSubOrchestratorAsync<string>("Other", new SubOrchestrationOptions(instanceId: "other"));
                return string.Join(',', await Task.WhenAll(quick, other));
            });
        TaskCompletionSource gate = new(TaskCreationOptions.RunContinuationsAsynchronously);
        FaultyStore dying = new(storage) { BeforePut = state => state.Record.InstanceId == "other" ? gate.Task : Task.CompletedTask };
        await using (TestHub first = await TestHub.StartAsync(functions, dying))
        {
            await first.ScheduleAsync("Parent", id: "p");
            await EventuallyAsync(() => first.Hub.Find("quick") is { Closed.IsCompleted: true });
            await first.Client.PurgeInstanceAsync("quick", TestHub.Limit);
            first.Hub.Halt(null, "The test killed it.");
            gate.SetException(new IOException("The process was killed."));
        }

        await using TestHub second = await TestHub.StartAsync(functions, new FaultyStore(storage));
        (await second.CompletionAsync("p").WaitAsync(TimeSpan.FromSeconds(20))).ReadOutputAs<string>().ShouldBe("quick,other");
        second.Hub.Find("quick").ShouldBeNull("a purged child does not come back");
    }

    [Fact]
    public async Task AMessageThatComesBeforeItsTargetHasResumed_StartsNothingTwice()
    {
        const int Pairs = 100;
        using InMemoryHistoryStore storage = new();
        System.Collections.Concurrent.ConcurrentDictionary<string, int> runs = new();
        TaskCompletionSource slow = new(TaskCreationOptions.RunContinuationsAsynchronously);
        TestFunctions functions = new TestFunctions()
            .Activity("Slow", async (_, _) =>
            {
                await slow.Task;
                return 1;
            })
            .Activity<string>("Next", id => runs.AddOrUpdate(id, 1, (_, n) => n + 1))
            .Orchestrator("Sender", async context =>
            {
                context.SendEvent(context.GetInput<string>()!, "letter", "a");
                return await context.WaitForExternalEvent<string>("never");
            })
            .Orchestrator("Target", async context =>
            {
                Task<int> first = context.CallActivityAsync<int>("Slow");
                await context.WaitForExternalEvent<string>("letter");
                await context.CallActivityAsync<int>("Next", context.InstanceId);
                return await first;
            });
        int sent = 0;
        FaultyStore dying = new(storage)
        {
            BeforeAppend = (id, batch) =>
            {
                if (id[0] == 's')
                {
                    Interlocked.Increment(ref sent);
                }

                return id[0] == 't' && batch.Events.Any(e => e.EventType == HistoryEventType.EventRaised) ? Never : Task.CompletedTask;
            },
        };
        DurableHubOptions options = new() { MaxConcurrentActivities = 1000, MaxConcurrentOrchestrators = 1000, StopTimeout = TimeSpan.FromMilliseconds(100) };
        await using (TestHub first = await TestHub.StartAsync(functions, dying, options))
        {
            for (int i = 0; i < Pairs; i++)
            {
                await first.ScheduleAsync("Target", id: $"t{i}");
                await first.UntilAsync($"t{i}", record => record.Status == OrchestrationRuntimeStatus.Running);
                await first.ScheduleAsync("Sender", $"t{i}", $"s{i}");
            }

            await EventuallyAsync(() => sent == Pairs);
            first.Hub.Halt(null, "The test killed it.");
        }

        await using TestHub second = await TestHub.StartAsync(functions, new FaultyStore(storage), options);
        slow.SetResult();
        for (int i = 0; i < Pairs; i++)
        {
            (await second.CompletionAsync($"t{i}").WaitAsync(TimeSpan.FromSeconds(20))).FailureDetails.ShouldBeNull();
        }

        runs.Values.ShouldAllBe(n => n == 1);
    }

    [Fact]
    public async Task AMessageToAHaltedHub_IsRefused_AndItsSenderDoesNotWait()
    {
        TestFunctions functions = new TestFunctions().Orchestrator("Waits", async context => await context.WaitForExternalEvent<string>("go"));
        await using TestHub hub = await TestHub.StartAsync(functions);
        await hub.ScheduleAsync("Waits", id: "w");
        await hub.UntilAsync("w", record => record.Status == OrchestrationRuntimeStatus.Running);
        InstanceActor actor = hub.Hub.Find("w")!;
        hub.Hub.Halt(null, "The test halted it.");
        for (int i = 0; i < 2; i++)
        {
            HistoryEvent message = new() { EventType = HistoryEventType.EventRaised, Name = "go" };
            await Should.ThrowAsync<InvalidOperationException>(() => actor.PostAsync(message).WaitAsync(TimeSpan.FromSeconds(10)));
        }
    }

    [Fact]
    public async Task AStop_WaitsForWhatAClientBegan()
    {
        using InMemoryHistoryStore storage = new();
        TaskCompletionSource asked = new(TaskCreationOptions.RunContinuationsAsynchronously);
        bool written = false;
        FaultyStore store = new(storage)
        {
            BeforePut = async _ =>
            {
                asked.SetResult();
                await Task.Delay(500);
                Volatile.Write(ref written, true);
            },
        };
        TestHub hub = await TestHub.StartAsync(new TestFunctions(), store);
        Task<string> scheduled = hub.ScheduleAsync("Any", id: "a");
        await asked.Task;
        await hub.Hub.StopAsync(TestHub.Limit);
        Volatile.Read(ref written).ShouldBeTrue("after the stop another process may have loaded the hub");
        (await scheduled).ShouldBe("a");
    }

    [Fact]
    public async Task ANewInstance_NeedsNothingFromStorageButItsOneWrite()
    {
        using InMemoryHistoryStore storage = new();
        FaultyStore store = new(storage) { BeforeRead = _ => throw new IOException("Storage is away.") };
        TestFunctions functions = new TestFunctions().Orchestrator("Quick", context => Task.FromResult<object?>("done"));
        await using TestHub hub = await TestHub.StartAsync(functions, store);
        (await hub.RunAsync("Quick")).ReadOutputAs<string>().ShouldBe("done");
    }

    [Fact]
    public async Task WaitingForTheStart_SeesAnInstanceThatBeganAnewAtOnce()
    {
        using ManualResetEventSlim second = new();
        TestFunctions functions = new TestFunctions().Orchestrator("Anew", context =>
        {
            if (context.GetInput<string>() is null)
            {
                context.ContinueAsNew("second");
                return Task.FromResult<object?>(null);
            }

            second.Wait(TimeSpan.FromSeconds(20));
            return Task.FromResult<object?>("done");
        });
        await using TestHub hub = await TestHub.StartAsync(functions, options: new DurableHubOptions());
        DateTimeOffset soon = DateTimeOffset.UtcNow.AddMilliseconds(300);
        await hub.Client.ScheduleNewOrchestrationInstanceAsync("Anew", null, new StartOrchestrationOptions("a", soon), TestHub.Limit);
        await hub.Client.WaitForInstanceStartAsync("a", TestHub.Limit).WaitAsync(TimeSpan.FromSeconds(10));
        second.Set();
        await hub.CompletionAsync("a");
    }

    [Fact]
    public async Task WhatAnAsyncVoidThrows_FailsItsInstance_NotTheHub()
    {
        TestFunctions functions = new TestFunctions()
            .Orchestrator("Escapes", async context =>
            {
                Escape();
                return await context.WaitForExternalEvent<string>("never");
            })
            .Orchestrator("Quick", context => Task.FromResult<object?>("done"));
        await using TestHub hub = await TestHub.StartAsync(functions);
        OrchestrationMetadata failed = await hub.RunAsync("Escapes").WaitAsync(TimeSpan.FromSeconds(20));
        failed.FailureDetails.ShouldNotBeNull().ErrorMessage.ShouldBe("escaped");
        (await hub.RunAsync("Quick")).ReadOutputAs<string>().ShouldBe("done");

#pragma warning disable CS1998, VSTHRD100 // Wrong on purpose, as a user's code may be.
        static async void Escape() => throw new InvalidDataException("escaped");
#pragma warning restore CS1998, VSTHRD100
    }

    private static async Task EventuallyAsync(Func<bool> condition)
    {
        CancellationToken limit = TestHub.Limit;
        while (!condition())
        {
            await Task.Delay(5, limit);
        }
    }
}
