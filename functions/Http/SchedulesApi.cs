using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using RasterFlow.Functions.Jobs;
using RasterFlow.Jobs;

namespace RasterFlow.Functions.Http;

/// <summary>Save, list and delete the jobs that start by the season.</summary>
public sealed partial class SchedulesApi(Schedules schedules, JobDocumentResolver documents)
{
    /// <summary>PUT /api/schedules/{name}: saves a schedule.</summary>
    [Function(nameof(SaveSchedule))]
    public async Task<IResult> SaveSchedule(
        [HttpTrigger(AuthorizationLevel.Function, "put", Route = "schedules/{name}")] HttpRequest request,
        string name,
        CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        List<JobProblem> problems = [];
        if (!NamePattern().IsMatch(name))
        {
            problems.Add(new JobProblem("name", $"'{name}' cannot be a name. Use 1 to 40 lower-case letters, digits and '-'."));
        }

        (JsonElement json, JobProblem? unreadable) = await JsonBody.ReadAsync(request, cancellationToken);
        if (unreadable is not null)
        {
            return Problems.Of([unreadable]);
        }

        Schedule schedule = Schedule.Read(name, json, DateOnly.FromDateTime(DateTime.UtcNow), problems);
        if (problems.Count > 0)
        {
            return Problems.Of(problems);
        }

        // The job is checked as far as it can be without running it: its dates come when it is due.
        await documents.ReadAsync(schedule.DocumentFor(schedule.Since), problems, cancellationToken);
        if (problems.Count > 0)
        {
            return Problems.Of([.. problems.Select(static p => p with { Field = "job." + p.Field })]);
        }

        await schedules.SaveAsync(schedule, cancellationToken);
        return Results.Json(schedule);
    }

    /// <summary>GET /api/schedules: all schedules.</summary>
    [Function(nameof(ListSchedules))]
    public async Task<IResult> ListSchedules(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = "schedules")] HttpRequest request,
        CancellationToken cancellationToken) =>
        Results.Json(new { schedules = await schedules.ListAsync(cancellationToken) });

    /// <summary>DELETE /api/schedules/{name}: deletes a schedule.</summary>
    [Function(nameof(DeleteSchedule))]
    public async Task<IResult> DeleteSchedule(
        [HttpTrigger(AuthorizationLevel.Function, "delete", Route = "schedules/{name}")] HttpRequest request,
        string name,
        CancellationToken cancellationToken) =>
        await schedules.DeleteAsync(name, cancellationToken)
            ? Results.NoContent()
            : Results.Problem(statusCode: StatusCodes.Status404NotFound, title: "No such schedule.", detail: $"There is no schedule '{name}'.");

    [GeneratedRegex("^[a-z0-9][a-z0-9-]{0,39}\\z")]
    private static partial Regex NamePattern();
}
