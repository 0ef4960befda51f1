using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;
using RasterFlow.Functions.Activities;

namespace RasterFlow.Functions.Orchestrators;

/// <summary>Compares two finished results. Started alone: no job has it as a part.</summary>
public static class DiffStage
{
    [Function(nameof(DiffStage))]
    public static Task RunAsync([OrchestrationTrigger] TaskOrchestrationContext context, string jobKey)
    {
        ArgumentNullException.ThrowIfNull(context);
        return context.CallActivityAsync(nameof(DiffActivities.CompareResults), jobKey, Retries.ForActivity);
    }
}
