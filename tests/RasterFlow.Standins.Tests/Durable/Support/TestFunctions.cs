using System.Collections.Concurrent;
using System.Text.Json;
using Microsoft.DurableTask;
using RasterFlow.StandIns.DurableTask;

namespace RasterFlow.Standins.Tests.Durable;

/// <summary>Orchestrators and activities as lambdas, with counts of their runs.</summary>
internal sealed class TestFunctions : IDurableFunctions
{
    private readonly ConcurrentDictionary<string, Func<TaskOrchestrationContext, Task<object?>>> _orchestrators = new(StringComparer.OrdinalIgnoreCase);
    private readonly ConcurrentDictionary<string, Func<string?, CancellationToken, Task<object?>>> _activities = new(StringComparer.OrdinalIgnoreCase);
    private readonly ConcurrentDictionary<string, int> _runs = new(StringComparer.OrdinalIgnoreCase);

    public TestFunctions Orchestrator(string name, Func<TaskOrchestrationContext, Task<object?>> body)
    {
        _orchestrators[name] = body;
        return this;
    }

    public TestFunctions Activity(string name, Func<string?, CancellationToken, Task<object?>> body)
    {
        _activities[name] = body;
        return this;
    }

    public TestFunctions Activity<TIn>(string name, Func<TIn, object?> body) =>
        Activity(name, (input, _) => Task.FromResult(body(input is null ? default! : JsonSerializer.Deserialize<TIn>(input)!)));

    public int Runs(string name) => _runs.GetValueOrDefault(name);

    public bool HasOrchestrator(string name) => _orchestrators.ContainsKey(name);

    public bool HasActivity(string name) => _activities.ContainsKey(name);

    public Task<object?> RunOrchestratorAsync(string name, TaskOrchestrationContext context)
    {
        _runs.AddOrUpdate(name, 1, (_, count) => count + 1);
        return _orchestrators[name](context);
    }

    public async Task<string?> RunActivityAsync(string name, string instanceId, string? input, CancellationToken cancellationToken)
    {
        _runs.AddOrUpdate(name, 1, (_, count) => count + 1);
        object? result = await _activities[name](input, cancellationToken);
        return result is null ? null : JsonSerializer.Serialize(result);
    }
}
