using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using RasterFlow.Functions.Hosting;
using RasterFlow.Functions.Jobs;
using RasterFlow.Jobs;

namespace RasterFlow.Functions.Http;

/// <summary>Compare two results over HTTP.</summary>
public sealed class DiffsApi(DiffStarter diffs, AppSettings settings)
{
    private const string Refused = "The comparison cannot be run.";

    /// <summary>POST /api/diffs: starts a comparison; 202, or 400 naming every problem.</summary>
    [Function(nameof(StartDiff))]
    public async Task<IResult> StartDiff(
        [HttpTrigger(AuthorizationLevel.Function, "post", Route = "diffs")] HttpRequest request,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        (JsonElement body, JobProblem? problem) = await JsonBody.ReadAsync(request, cancellationToken);
        if (problem is not null)
        {
            return Problems.Of([problem], Refused);
        }

        StartOutcome outcome = await diffs.StartAsync(client, body, cancellationToken);
        if (outcome.Problems.Count > 0)
        {
            return Problems.Of(outcome.Problems, Refused);
        }

        return Accepted.At(request, settings, $"diffs/{outcome.JobId}", status => new { id = outcome.JobId, statusUrl = status });
    }

    /// <summary>GET /api/diffs/{id}: state, error and result of a comparison.</summary>
    [Function(nameof(GetDiff))]
    public async Task<IResult> GetDiff(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = "diffs/{id}")] HttpRequest request,
        [DurableClient] DurableTaskClient client,
        string id,
        CancellationToken cancellationToken) =>
        await diffs.FindAsync(client, id, cancellationToken) is { } diff ? Results.Json(diff) : Problems.NoSuchDiff(id);
}
