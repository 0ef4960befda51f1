using Microsoft.AspNetCore.Http;
using RasterFlow.Jobs;

namespace RasterFlow.Functions.Http;

/// <summary>Errors as RFC 9457 problem details (application/problem+json).</summary>
internal static class Problems
{
    /// <summary>400 with every problem of a document, each with its field.</summary>
    public static IResult Of(IReadOnlyList<JobProblem> problems, string title = "The job document cannot be run.") => Results.Problem(
        statusCode: StatusCodes.Status400BadRequest,
        title: title,
        detail: $"{problems.Count} problem{(problems.Count == 1 ? string.Empty : "s")} found; nothing was started.",
        extensions: new Dictionary<string, object?> { ["errors"] = problems.Select(static p => new { field = p.Field, message = p.Message }).ToArray() });

    /// <summary>404 for a job that nobody has started.</summary>
    public static IResult NoSuchJob(string id) => Results.Problem(
        statusCode: StatusCodes.Status404NotFound,
        title: "No such job.",
        detail: $"There is no job '{id}'. GET /api/jobs lists the jobs.");

    /// <summary>404 for an output that a job does not have (yet).</summary>
    public static IResult NoSuchOutput(string id, string path) => Results.Problem(
        statusCode: StatusCodes.Status404NotFound,
        title: "No such output.",
        detail: $"Job '{id}' has no output '{path}'. GET /api/jobs/{id}/outputs lists what it has.");

    /// <summary>404 for a comparison that nobody has started.</summary>
    public static IResult NoSuchDiff(string id) => Results.Problem(
        statusCode: StatusCodes.Status404NotFound,
        title: "No such comparison.",
        detail: $"There is no comparison '{id}'. POST /api/diffs starts one.");

    /// <summary>404 for a file that the map page does not have.</summary>
    public static IResult NoSuchMapFile(string name) => Results.Problem(
        statusCode: StatusCodes.Status404NotFound,
        title: "No such file of the map page.",
        detail: name == "index.html"
            ? "The map page is not in this build: the functions app was built without the packages of package.json (npm ci)."
            : $"The map page has no '{name}'.");

    /// <summary>404 for a name that fits no place.</summary>
    public static IResult NoSuchPlace(string message) => Results.Problem(
        statusCode: StatusCodes.Status404NotFound, title: "No such place.", detail: message);

    /// <summary>403 for a link that was never made, was changed, or has ended: it does not say which.</summary>
    public static IResult LinkEnded() => Results.Problem(
        statusCode: StatusCodes.Status403Forbidden,
        title: "The link does not hold.",
        detail: "The link has ended or was never made. Ask for a new one: rasterflow share JOB_ID OUTPUT.");

    /// <summary>404 for a path that a shared folder does not have.</summary>
    public static IResult NoSuchFile(string path) => Results.Problem(
        statusCode: StatusCodes.Status404NotFound, title: "No such file.", detail: $"The shared folder has no file '{path}'.");

    /// <summary>409 for a request that the job's state does not allow.</summary>
    public static IResult Conflict(string detail) => Results.Problem(
        statusCode: StatusCodes.Status409Conflict, title: "The job's state does not allow this.", detail: detail);
}
