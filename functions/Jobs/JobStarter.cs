using System.Text.Json;
using Microsoft.DurableTask.Client;
using RasterFlow.Functions.Orchestrators;
using RasterFlow.Jobs;
using RasterFlow.Storage;

namespace RasterFlow.Functions.Jobs;

/// <summary>What became of a request to start a job: an id, or problems, or a conflict with a job that runs.</summary>
public sealed record StartOutcome(string JobId, IReadOnlyList<JobProblem> Problems, string? Conflict = null);

/// <summary>Starts jobs for every trigger: HTTP, a dropped file, a schedule. Nothing starts unless the whole document is right.</summary>
public sealed class JobStarter(IObjectStore store, JobPlanner planner)
{
    /// <summary>Checks a document and starts it.</summary>
    /// <param name="client">The Durable client.</param>
    /// <param name="document">The job document.</param>
    /// <param name="jobId">The id to give the job; null takes the document's own, or a new one.</param>
    /// <param name="cancellationToken">Cancels the checks.</param>
    public async Task<StartOutcome> StartAsync(DurableTaskClient client, JsonElement document, string? jobId, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(client);
        List<JobProblem> problems = [];
        JobDocument job = JobDocumentReader.Read(document, problems);
        string id = jobId ?? job.Id ?? Guid.NewGuid().ToString("N");
        await planner.PlanAsync(id, job, problems, cancellationToken);
        if (problems.Count > 0)
        {
            return new StartOutcome(id, problems);
        }

        byte[] request = JsonSerializer.SerializeToUtf8Bytes(document);
        if (await client.GetInstanceAsync(id, cancellationToken) is { IsRunning: true })
        {
            return await SameRequestAsync(id, request, cancellationToken)
                ? new StartOutcome(id, [])
                : new StartOutcome(id, [], $"A different job with the id '{id}' is running. Choose another id, or wait for it.");
        }

        await store.WriteAsync(JobPlan.RequestKeyOf(id), request, cancellationToken);
        await client.ScheduleNewOrchestrationInstanceAsync(
            nameof(RasterFlowJob), new JobInput(id), new Microsoft.DurableTask.StartOrchestrationOptions(InstanceId: id), cancellationToken);
        return new StartOutcome(id, []);
    }

    private async Task<bool> SameRequestAsync(string id, byte[] request, CancellationToken cancellationToken) =>
        await store.ReadAsync(JobPlan.RequestKeyOf(id), cancellationToken) is { } running && running.AsSpan().SequenceEqual(request);
}
