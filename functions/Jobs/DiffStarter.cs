using System.Text.Json;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using RasterFlow.Functions.Orchestrators;
using RasterFlow.Jobs;
using RasterFlow.Storage;
using RasterFlow.Vectors;
using RasterFlow.Vectors.Changes;

namespace RasterFlow.Functions.Jobs;

/// <summary>Starts comparisons and reads them back. Nothing starts unless the whole request is right; one that is done is not done again.</summary>
public sealed class DiffStarter(IObjectStore store, DiffChecker checker)
{
    /// <summary>Checks a request and starts it.</summary>
    public async Task<StartOutcome> StartAsync(DurableTaskClient client, JsonElement request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(client);
        List<JobProblem> problems = [];
        DiffDocument document = DiffDocumentReader.Read(request, problems);
        if (await checker.CheckAsync(document, problems, cancellationToken) is not { } diff)
        {
            return new StartOutcome(string.Empty, problems);
        }

        if (await FindAsync(client, diff.Id, cancellationToken) is not { IsFinished: false } and not { State: JobStates.Succeeded })
        {
            string key = $"{diff.Job.OutputRoot}.job.json";
            await store.WriteAsync(key, JsonSerializer.SerializeToUtf8Bytes(diff.Job, JobJson.Options), cancellationToken);
            await ScheduleAsync(client, diff.Id, key, cancellationToken);
        }

        return new StartOutcome(diff.Id, []);
    }

    /// <summary>A comparison's state and, when it has ended, its error or result; null when nobody has started it.</summary>
    public async Task<DiffStatus?> FindAsync(DurableTaskClient client, string id, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(client);
        if (DiffChecker.OutputRootOf(id) is not { } root)
        {
            return null;
        }

        if (await ReadAsync(id, root, cancellationToken) is { } done)
        {
            return done;
        }

        OrchestrationMetadata? instance = await client.GetInstanceAsync(id, getInputsAndOutputs: true, cancellationToken);
        if (instance is null)
        {
            return null;
        }

        // It may have ended between the two looks. When it has ended and its result is gone, it is as if it had never been started.
        return instance.RuntimeStatus == OrchestrationRuntimeStatus.Completed
            ? await ReadAsync(id, root, cancellationToken)
            : new DiffStatus { Id = id, State = StateOf(instance.RuntimeStatus), Error = FailureText.Of(instance.FailureDetails) };
    }

    private static string StateOf(OrchestrationRuntimeStatus status) => status switch
    {
        OrchestrationRuntimeStatus.Pending => JobStates.Pending,
        OrchestrationRuntimeStatus.Failed => JobStates.Failed,
        OrchestrationRuntimeStatus.Terminated => JobStates.Cancelled,
        _ => JobStates.Running,
    };

    private async Task<DiffStatus?> ReadAsync(string id, string root, CancellationToken cancellationToken) =>
        await store.ReadAsync(VectorResult.KeyOf(root), cancellationToken) is { } content
            ? new DiffStatus
            {
                Id = id,
                State = JobStates.Succeeded,
                Url = store.GetUri(root),
                Result = JsonSerializer.Deserialize<ChangeResult>(content, JobJson.Options),
            }
            : null;

    private static async Task ScheduleAsync(DurableTaskClient client, string id, string key, CancellationToken cancellationToken)
    {
        try
        {
            await client.ScheduleNewOrchestrationInstanceAsync(nameof(DiffStage), key, new StartOrchestrationOptions(InstanceId: id), cancellationToken);
        }
        catch (Exception) when (!cancellationToken.IsCancellationRequested)
        {
            // Another request for the same comparison was faster; each backend says so by an exception of its own.
            if (await client.GetInstanceAsync(id, cancellationToken) is not { IsCompleted: false })
            {
                throw;
            }
        }
    }
}
