using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using RasterFlow.Functions.Jobs;
using RasterFlow.Jobs;
using RasterFlow.Storage;

namespace RasterFlow.Functions.Http;

/// <summary>A job's outputs over HTTP: their list, and every file with range requests, so that Zarr and PMTiles readers open them in place.</summary>
public sealed class OutputsApi(JobReader jobs, IObjectStore store)
{
    /// <summary>GET /api/jobs/{id}/outputs: the outputs with their addresses.</summary>
    [Function(nameof(ListOutputs))]
    public async Task<IResult> ListOutputs(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = "jobs/{id}/outputs")] HttpRequest request,
        [DurableClient] DurableTaskClient client,
        string id,
        CancellationToken cancellationToken)
    {
        if (await jobs.FindAsync(client, id, cancellationToken) is not { } job)
        {
            return Problems.NoSuchJob(id);
        }

        return job.Result is null
            ? Problems.Conflict($"Job '{id}' is {job.State}; it has outputs when it has SUCCEEDED.")
            : Results.Json(job.Result);
    }

    /// <summary>GET /api/jobs/{id}/outputs/{path}: one file of an output, whole or in part.</summary>
    [Function(nameof(GetOutput))]
    public async Task<IResult> GetOutput(
        [HttpTrigger(AuthorizationLevel.Function, "get", "head", Route = "jobs/{id}/outputs/{*path}")] HttpRequest request,
        string id,
        string path,
        CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        JobResult? result = await jobs.ReadResultAsync(id, cancellationToken);
        string? key = result is null ? null : KeyOf(result, path);

        // Who may read it may change, and a browser that keeps parts of a file lets requests for other parts of it wait for one another.
        request.HttpContext.Response.Headers.CacheControl = "no-store";
        return await StoredFile.AnswerAsync(store, key, request.HttpContext.Response, cancellationToken) ?? Problems.NoSuchOutput(id, path);
    }

    /// <summary>The key of "mosaic.zarr/zarr.json" or "tiles.pmtiles"; null when the path is not below one of the job's outputs.</summary>
    private static string? KeyOf(JobResult result, string path)
    {
        if (path.Split('/').Any(static part => part is "" or "." or ".."))
        {
            return null;
        }

        foreach (JobOutput output in result.Outputs)
        {
            if (!output.IsFolder && path == output.Name)
            {
                return output.Key;
            }

            if (output.IsFolder && path.StartsWith(output.Name + "/", StringComparison.Ordinal))
            {
                return output.Key + path[output.Name.Length..];
            }
        }

        return null;
    }
}
