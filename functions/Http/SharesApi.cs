using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using RasterFlow.Functions.Hosting;
using RasterFlow.Functions.Jobs;
using RasterFlow.Functions.Sharing;
using RasterFlow.Jobs;
using RasterFlow.Storage;

namespace RasterFlow.Functions.Http;

/// <summary>
/// Read-only links to outputs that end by themselves. A file's link is a signed address of its blob. A folder has no such thing without a hierarchical
/// namespace - a signature covers one blob or the whole container - so its link leads to this app, which reads below that folder alone.
/// </summary>
public sealed class SharesApi(JobReader jobs, IObjectStore store, BlobShares blobs, ShareKeys keys, AppSettings settings, TimeProvider clock)
{
    /// <summary>POST /api/jobs/{id}/shares: makes a link to an output of a finished job.</summary>
    [Function(nameof(ShareOutput))]
    public async Task<IResult> ShareOutput(
        [HttpTrigger(AuthorizationLevel.Function, "post", Route = "jobs/{id}/shares")] HttpRequest request,
        [DurableClient] DurableTaskClient client,
        string id,
        CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        if (await jobs.FindAsync(client, id, cancellationToken) is not { } job)
        {
            return Problems.NoSuchJob(id);
        }

        if (job.Result is null)
        {
            return Problems.Conflict($"Job '{id}' is {job.State}; it has outputs to share when it has SUCCEEDED.");
        }

        (JsonElement document, JobProblem? problem) = await JsonBody.ReadAsync(request, cancellationToken);
        (ShareRequest? share, IReadOnlyList<JobProblem> problems) = problem is null
            ? ShareRequest.Read(document, [.. job.Result.Outputs.Select(static output => output.Name)])
            : (null, [problem]);
        if (share is null)
        {
            return Problems.Of(problems, "The output cannot be shared.");
        }

        JobOutput output = job.Result.Outputs.First(candidate => candidate.Name == share.Output);
        DateTimeOffset expires = clock.GetUtcNow() + share.Life;
        SignedBlob link = output.IsFolder
            ? new SignedBlob(ServiceAddress.Of(request, settings, $"shared/{new FolderToken(output.Key, expires).Sign(await keys.GetOrCreateAsync(cancellationToken))}"), expires)
            : await blobs.SignAsync(output.Key, expires, cancellationToken);

        // The answer is a secret: no cache on the way may keep it.
        request.HttpContext.Response.Headers.CacheControl = "no-store";
        return Results.Json(new ShareLink(output.Name, link.Url, link.Expires, output.IsFolder), statusCode: StatusCodes.Status201Created);
    }

    /// <summary>GET /api/shared/{token}/{path}: one file below a shared folder, whole or in part, from any web page.</summary>
    [Function(nameof(GetShared))]
    public async Task<IResult> GetShared(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", "options", Route = "shared/{token}/{*path}")] HttpRequest request,
        string token,
        string? path,
        CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        IHeaderDictionary headers = request.HttpContext.Response.Headers;
        headers.AccessControlAllowOrigin = "*";
        headers.AccessControlExposeHeaders = "Accept-Ranges, Content-Length, Content-Range, ETag";
        headers["Referrer-Policy"] = "no-referrer";
        if (HttpMethods.IsOptions(request.Method))
        {
            headers.AccessControlAllowMethods = "GET, HEAD";
            headers.AccessControlAllowHeaders = "Range, If-Match, If-None-Match";
            headers.AccessControlMaxAge = "3600";
            return Results.NoContent();
        }

        if ((await ReadTokenAsync(token, ShareKeys.Lifetime, cancellationToken) ?? await ReadTokenAsync(token, ShareKeys.ShortestLifetime, cancellationToken)) is not { } folder)
        {
            return Problems.LinkEnded();
        }

        path ??= string.Empty;
        return await StoredFile.AnswerAsync(store, folder.KeyOf(path), request.HttpContext.Response, cancellationToken) ?? Problems.NoSuchFile(path);
    }

    private async Task<FolderToken?> ReadTokenAsync(string token, TimeSpan oldestKey, CancellationToken cancellationToken) =>
        await keys.FindAsync(oldestKey, cancellationToken) is { } key ? FolderToken.Read(token, key, clock.GetUtcNow()) : null;
}
