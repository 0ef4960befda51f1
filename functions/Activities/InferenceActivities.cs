using System.Text.Json;
using Azure.Storage.Queues;
using Microsoft.Azure.Functions.Worker;
using RasterFlow.Functions.Hosting;
using RasterFlow.Inference;
using RasterFlow.Jobs;
using RasterFlow.Storage;

namespace RasterFlow.Functions.Activities;

/// <summary>Blocks to send to the inference worker.</summary>
/// <param name="PlanKey">Key of the job's plan in the outputs container.</param>
/// <param name="Blocks">Block numbers; at most as many as one orchestration has children.</param>
/// <param name="Attempt">1 for the first dispatch.</param>
/// <param name="InstanceId">The orchestration that waits for the answers.</param>
public sealed record DispatchInput(string PlanKey, int[] Blocks, int Attempt, string InstanceId);

/// <summary>What the orchestration of inference has to know.</summary>
/// <param name="JobKey">Key of the inference job document.</param>
/// <param name="SilenceSeconds">Blocks are dispatched again after this silence.</param>
public sealed record InferenceSetup(string JobKey, int SilenceSeconds);

/// <summary>What computed a prediction.</summary>
/// <param name="PlanKey">Key of the job's plan in the outputs container.</param>
/// <param name="Devices">Blocks by device.</param>
public sealed record DevicesInput(string PlanKey, Dictionary<string, int> Devices);

/// <summary>The functions app's side of the queue to the inference worker.</summary>
public sealed class InferenceActivities(PlanCache plans, QueueServiceClient queues, AppSettings settings, IObjectStore store, WorkerPulse pulse)
{
    private const int ConcurrentSends = 16;

    /// <summary>Sends one message a block. Sending a block twice is harmless: the worker answers for a shard that is there at once.</summary>
    [Function(nameof(DispatchInferenceBlocks))]
    public async Task DispatchInferenceBlocks([ActivityTrigger] DispatchInput input, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(input);
        JobPlan plan = await plans.GetAsync(input.PlanKey, cancellationToken);
        QueueClient queue = queues.GetQueueClient(InferenceQueues.Blocks);
        await queue.CreateIfNotExistsAsync(cancellationToken: cancellationToken);
        ParallelOptions options = new() { MaxDegreeOfParallelism = ConcurrentSends, CancellationToken = cancellationToken };
        await Parallel.ForEachAsync(input.Blocks, options, async (block, token) =>
        {
            InferenceBlockMessage message = new(plan.InferenceKey!, block, input.Attempt, input.InstanceId);
            await queue.SendMessageAsync(JsonSerializer.Serialize(message), token);
        });
    }

    /// <summary>What the orchestration has to know before it dispatches.</summary>
    [Function(nameof(GetInferenceSetup))]
    public async Task<InferenceSetup> GetInferenceSetup([ActivityTrigger] string planKey, CancellationToken cancellationToken) =>
        new((await plans.GetAsync(planKey, cancellationToken)).InferenceKey!, settings.InferenceSilenceSeconds);

    /// <summary>Whether a worker has answered for any block, of whatever job, in the last so many seconds.</summary>
    [Function(nameof(HasAnyWorkerAnswered))]
    public Task<bool> HasAnyWorkerAnswered([ActivityTrigger] int seconds, CancellationToken cancellationToken) =>
        pulse.IsFeltAsync(TimeSpan.FromSeconds(seconds), cancellationToken);

    /// <summary>Keeps beside the prediction what computed it, for the job's result.</summary>
    [Function(nameof(RecordDevices))]
    public async Task RecordDevices([ActivityTrigger] DevicesInput input, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(input);
        JobPlan plan = await plans.GetAsync(input.PlanKey, cancellationToken);
        await store.WriteAsync(JobPlan.DevicesKeyOf(plan.InferenceKey!), JsonSerializer.SerializeToUtf8Bytes(input.Devices), cancellationToken);
    }
}
