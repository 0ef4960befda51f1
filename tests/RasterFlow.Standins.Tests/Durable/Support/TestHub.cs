using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using RasterFlow.StandIns.DurableTask;

namespace RasterFlow.Standins.Tests.Durable;

/// <summary>A started hub over a store in memory, and the few calls that most tests make.</summary>
internal sealed class TestHub : IAsyncDisposable
{
    private TestHub(DurableHub hub) => Hub = hub;

    public static CancellationToken Limit => new CancellationTokenSource(TimeSpan.FromSeconds(60)).Token;

    public DurableHub Hub { get; }

    public DurableTaskClient Client => Hub.Client;

    public static async Task<TestHub> StartAsync(
        TestFunctions functions,
        IHistoryStore? store = null,
        DurableHubOptions? options = null,
        ILoggerFactory? loggers = null)
    {
        DurableHubOptions settings = options ?? new DurableHubOptions { StopTimeout = TimeSpan.FromSeconds(2) };
#pragma warning disable CA2000 // Lives as long as the process of the test.
        DurableHub hub = new(settings, store ?? new InMemoryHistoryStore(), functions, loggers ?? NullLoggerFactory.Instance);
#pragma warning restore CA2000
        await hub.StartAsync(Limit);
        return new TestHub(hub);
    }

    public async Task<string> ScheduleAsync(string name, object? input = null, string? id = null) =>
        await Client.ScheduleNewOrchestrationInstanceAsync(name, input, id is null ? null : new StartOrchestrationOptions(id), Limit);

    public Task<OrchestrationMetadata> CompletionAsync(string id) => Client.WaitForInstanceCompletionAsync(id, true, Limit);

    /// <summary>Runs an orchestration to its end.</summary>
    public async Task<OrchestrationMetadata> RunAsync(string name, object? input = null, string? id = null) =>
        await CompletionAsync(await ScheduleAsync(name, input, id));

    /// <summary>Waits until the condition holds for the instance.</summary>
    public async Task<InstanceRecord> UntilAsync(string id, Func<InstanceRecord, bool> condition)
    {
        CancellationToken limit = Limit;
        while (true)
        {
            InstanceRecord? record = await Hub.GetInstanceRecordAsync(id, limit);
            if (record is not null && condition(record))
            {
                return record;
            }

            await Task.Delay(5, limit);
        }
    }

    public ValueTask DisposeAsync() => Hub.DisposeAsync();
}
