using System.Text.Json;
using Microsoft.DurableTask.Client;
using RasterFlow.Functions.Orchestrators;
using RasterFlow.Jobs;
using RasterFlow.Storage;

namespace RasterFlow.Functions.Jobs;

/// <summary>Reads jobs back: their state, how far each stage is, and what they left.</summary>
public sealed class JobReader(IObjectStore store)
{
    private const int MostListed = 500;

    /// <summary>A job with its progress and, when it has ended, its error or result; null when nobody has started it.</summary>
    public async Task<JobStatus?> FindAsync(DurableTaskClient client, string id, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(client);
        OrchestrationMetadata? job = await client.GetInstanceAsync(id, getInputsAndOutputs: true, cancellationToken);
        if (job is null || !IsJob(job))
        {
            return null;
        }

        JobStatus status = Describe(job);
        return status with
        {
            Stages = status.IsFinished ? status.Stages : await RefineAsync(client, id, status.Stages, cancellationToken),
            Result = status.State == JobStates.Succeeded ? await ReadResultAsync(id, cancellationToken) : null,
        };
    }

    /// <summary>The jobs, newest first, without results.</summary>
    public static async Task<IReadOnlyList<JobStatus>> ListAsync(DurableTaskClient client, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(client);
        List<JobStatus> jobs = [];
        OrchestrationQuery query = new() { FetchInputsAndOutputs = true };
        await foreach (OrchestrationMetadata instance in client.GetAllInstancesAsync(query).WithCancellation(cancellationToken))
        {
            if (IsJob(instance))
            {
                jobs.Add(Describe(instance));
            }
        }

        return [.. jobs.OrderByDescending(static job => job.Created).ThenBy(static job => job.Id, StringComparer.Ordinal).Take(MostListed)];
    }

    /// <summary>A finished job's result; null when it has none.</summary>
    public async Task<JobResult?> ReadResultAsync(string id, CancellationToken cancellationToken) =>
        await store.ReadAsync(JobPlan.ResultKeyOf(id), cancellationToken) is { } content
            ? JsonSerializer.Deserialize<JobResult>(content, JobJson.Options)
            : null;

    private static bool IsJob(OrchestrationMetadata instance) => instance.Name.Equals(nameof(RasterFlowJob), StringComparison.OrdinalIgnoreCase);

    private static JobStatus Describe(OrchestrationMetadata job)
    {
        JobProgress? progress = job.SerializedCustomStatus is null ? null : job.ReadCustomStatusAs<JobProgress>();
        return new JobStatus
        {
            Id = job.InstanceId,
            State = StateOf(job.RuntimeStatus),
            Created = job.CreatedAt,
            Updated = job.LastUpdatedAt,
            Stage = progress?.Stage,
            Stages = progress?.Stages ?? [],
            Error = FailureText.Of(job.FailureDetails),
        };
    }

    private static string StateOf(OrchestrationRuntimeStatus status) => status switch
    {
        OrchestrationRuntimeStatus.Pending => JobStates.Pending,
        OrchestrationRuntimeStatus.Completed => JobStates.Succeeded,
        OrchestrationRuntimeStatus.Failed => JobStates.Failed,
        OrchestrationRuntimeStatus.Terminated => JobStates.Cancelled,
        _ => JobStates.Running,
    };

    /// <summary>Adds what the orchestrations over block ranges have done to the stage that runs.</summary>
    private static async Task<IReadOnlyList<StageProgress>> RefineAsync(
        DurableTaskClient client, string id, IReadOnlyList<StageProgress> stages, CancellationToken cancellationToken)
    {
        if (stages.Count == 0 || stages[^1].Finished is not null)
        {
            return stages;
        }

        int done = 0;
        OrchestrationQuery query = new() { InstanceIdPrefix = $"{id}.{stages[^1].Name}.", FetchInputsAndOutputs = true };
        await foreach (OrchestrationMetadata range in client.GetAllInstancesAsync(query).WithCancellation(cancellationToken))
        {
            done += range.SerializedCustomStatus is null ? 0 : range.ReadCustomStatusAs<BlockProgress>()?.Done ?? 0;
        }

        return [.. stages.SkipLast(1), stages[^1] with { Done = Math.Min(done, stages[^1].Total) }];
    }
}
