using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using RasterFlow.Functions.Orchestrators;
using RasterFlow.Jobs;
using RasterFlow.Storage;

namespace RasterFlow.Functions.Jobs;

/// <summary>What became of a request to start a job: an id, or problems, or a conflict with a job that runs.</summary>
public sealed record StartOutcome(string JobId, IReadOnlyList<JobProblem> Problems, string? Conflict = null);

/// <summary>Starts jobs for every trigger: HTTP, a dropped file, a schedule. Nothing starts unless the whole document is right.</summary>
public sealed class JobStarter(IObjectStore store, JobDocumentResolver documents, JobChecker checker)
{
    /// <summary>Checks a document and starts it. The same document under the id of a job that has not ended starts nothing new.</summary>
    /// <param name="client">The Durable client.</param>
    /// <param name="document">The job document.</param>
    /// <param name="jobId">The id to give the job; null takes the document's own, or a new one.</param>
    /// <param name="cancellationToken">Cancels the checks.</param>
    public async Task<StartOutcome> StartAsync(DurableTaskClient client, JsonElement document, string? jobId, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(client);
        List<JobProblem> problems = [];
        JobDocument job = await documents.ReadAsync(document, problems, cancellationToken);
        string id = jobId ?? job.Id ?? Guid.NewGuid().ToString("N");
        await checker.CheckAsync(job, problems, cancellationToken);
        if (problems.Count > 0)
        {
            return new StartOutcome(id, problems);
        }

        byte[] request = JsonSerializer.SerializeToUtf8Bytes(document);
        string requestKey = $"jobs/{id}/request-{Convert.ToHexStringLower(SHA256.HashData(request).AsSpan(0, 8))}.json";
        if (await FindOpenAsync(client, id, cancellationToken) is { } open)
        {
            return Compare(id, open, requestKey);
        }

        await store.WriteAsync(requestKey, request, cancellationToken);
        await store.DeleteAsync(JobPlan.ResultKeyOf(id), cancellationToken);
        return await ScheduleAsync(client, id, requestKey, cancellationToken);
    }

    private static async Task<StartOutcome> ScheduleAsync(DurableTaskClient client, string id, string requestKey, CancellationToken cancellationToken)
    {
        JobInput input = new(id, requestKey, Guid.NewGuid().ToString("N"));
        try
        {
            await client.ScheduleNewOrchestrationInstanceAsync(nameof(RasterFlowJob), input, new StartOrchestrationOptions(InstanceId: id), cancellationToken);
            return new StartOutcome(id, []);
        }
        catch (Exception) when (!cancellationToken.IsCancellationRequested)
        {
            // Another request with this id was faster; each backend says so by an exception of its own.
            if (await FindOpenAsync(client, id, cancellationToken) is { } open)
            {
                return Compare(id, open, requestKey);
            }

            throw;
        }
    }

    private static async Task<JobInput?> FindOpenAsync(DurableTaskClient client, string id, CancellationToken cancellationToken) =>
        await client.GetInstanceAsync(id, getInputsAndOutputs: true, cancellationToken) is { IsCompleted: false } running
            ? running.ReadInputAs<JobInput>()
            : null;

    private static StartOutcome Compare(string id, JobInput open, string requestKey) => open.RequestKey == requestKey
        ? new StartOutcome(id, [])
        : new StartOutcome(id, [], $"A different job with the id '{id}' is running. Choose another id, or wait for it.");
}
