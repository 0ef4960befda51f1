using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using RasterFlow.Functions.Hosting;
using RasterFlow.Functions.Jobs;
using RasterFlow.Jobs;

namespace RasterFlow.Functions.Http;

/// <summary>Start, watch, list and cancel jobs over HTTP.</summary>
public sealed class JobsApi(JobStarter starter, JobReader jobs, AppSettings settings)
{
    /// <summary>POST /api/jobs: starts a job document; 202, or 400 naming every problem.</summary>
    [Function(nameof(StartJob))]
    public async Task<IResult> StartJob(
        [HttpTrigger(AuthorizationLevel.Function, "post", Route = "jobs")] HttpRequest request,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        (JsonElement document, JobProblem? problem) = await JsonBody.ReadAsync(request, cancellationToken);
        if (problem is not null)
        {
            return Problems.Of([problem]);
        }

        StartOutcome outcome = await starter.StartAsync(client, document, jobId: null, cancellationToken);
        if (outcome.Problems.Count > 0)
        {
            return Problems.Of(outcome.Problems);
        }

        if (outcome.Conflict is not null)
        {
            return Problems.Conflict(outcome.Conflict);
        }

        return Accepted.At(
            request,
            settings,
            $"jobs/{outcome.JobId}",
            status => new { id = outcome.JobId, state = JobStates.Pending, statusUrl = status, outputsUrl = status + "/outputs" });
    }

    /// <summary>GET /api/jobs: the jobs, newest first.</summary>
    [Function(nameof(ListJobs))]
    public async Task<IResult> ListJobs(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = "jobs")] HttpRequest request,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancellationToken) =>
        Results.Json(new { jobs = await JobReader.ListAsync(client, cancellationToken) });

    /// <summary>GET /api/jobs/{id}: state, progress, error and result of a job.</summary>
    [Function(nameof(GetJob))]
    public async Task<IResult> GetJob(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = "jobs/{id}")] HttpRequest request,
        [DurableClient] DurableTaskClient client,
        string id,
        CancellationToken cancellationToken) =>
        await jobs.FindAsync(client, id, cancellationToken) is { } job ? Results.Json(job) : Problems.NoSuchJob(id);

    /// <summary>DELETE /api/jobs/{id}: cancels a job; what is done stays.</summary>
    [Function(nameof(CancelJob))]
    public async Task<IResult> CancelJob(
        [HttpTrigger(AuthorizationLevel.Function, "delete", Route = "jobs/{id}")] HttpRequest request,
        [DurableClient] DurableTaskClient client,
        string id,
        CancellationToken cancellationToken)
    {
        if (await jobs.FindAsync(client, id, cancellationToken) is not { } job)
        {
            return Problems.NoSuchJob(id);
        }

        if (job.IsFinished)
        {
            return Problems.Conflict($"Job '{id}' has ended already: {job.State}.");
        }

        await client.TerminateInstanceAsync(id, new TerminateInstanceOptions("Cancelled by request.", Recursive: true), cancellationToken);
        return Results.Json(new { id, state = JobStates.Cancelling }, statusCode: StatusCodes.Status202Accepted);
    }
}
