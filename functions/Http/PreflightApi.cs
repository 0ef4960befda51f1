using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using RasterFlow.Jobs;

namespace RasterFlow.Functions.Http;

/// <summary>Says what a job would come to, before anything runs.</summary>
public sealed class PreflightApi(JobDocumentResolver documents, JobChecker checker)
{
    /// <summary>POST /api/preflight: the document of a job; 200 with a <see cref="PreflightReport"/>, also when nothing covers the area; 400 naming every problem.</summary>
    [Function(nameof(CheckJob))]
    public async Task<IResult> CheckJob(
        [HttpTrigger(AuthorizationLevel.Function, "post", Route = "preflight")] HttpRequest request,
        CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        (JsonElement json, JobProblem? unreadable) = await JsonBody.ReadAsync(request, cancellationToken);
        if (unreadable is not null)
        {
            return Problems.Of([unreadable]);
        }

        List<JobProblem> problems = [];
        JobDocument document = await documents.ReadAsync(json, problems, cancellationToken);
        CheckedJob? job = await checker.ExamineAsync(document, problems, cancellationToken);
        return job is null ? Problems.Of(problems) : Results.Json(Preflight.Of(job), JobJson.Options);
    }
}
