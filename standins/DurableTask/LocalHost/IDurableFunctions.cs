using Microsoft.DurableTask;

namespace RasterFlow.StandIns.DurableTask;

/// <summary>The user's orchestrators and activities, as the host that discovered them gives them to the hub.</summary>
internal interface IDurableFunctions
{
    /// <summary>Whether an orchestrator has this name (case-insensitive).</summary>
    bool HasOrchestrator(string name);

    /// <summary>Whether an activity has this name (case-insensitive).</summary>
    bool HasActivity(string name);

    /// <summary>
    /// Calls the orchestrator once, from its start. Must start synchronously on the caller's thread, must not use ConfigureAwait(false),
    /// and must not wrap the orchestrator's exception.
    /// </summary>
    Task<object?> RunOrchestratorAsync(string name, TaskOrchestrationContext context);

    /// <summary>Calls an activity with its JSON input and returns its JSON output (null for none).</summary>
    Task<string?> RunActivityAsync(string name, string instanceId, string? input, CancellationToken cancellationToken);
}
