using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using RasterFlow.Functions.Hosting;
using RasterFlow.Functions.Orchestrators;
using RasterFlow.Inference;

namespace RasterFlow.Functions.Triggers;

/// <summary>Resumes inference: each answer of the worker becomes an event of the orchestration that waits for it.</summary>
public sealed class InferenceResults(WorkerPulse pulse)
{
    [Function(nameof(InferenceResults))]
    public async Task RunAsync(
        [QueueTrigger(InferenceQueues.Results)] InferenceBlockResult result,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(result);
        ArgumentNullException.ThrowIfNull(client);
        await client.RaiseEventAsync(result.InstanceId, InferenceRange.AnswerEvent, result, cancellationToken);
        await pulse.BeatAsync(cancellationToken);
    }
}
