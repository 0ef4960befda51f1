using System.Text.Json;
using Microsoft.DurableTask.Client;
using RasterFlow.Jobs;
using RasterFlow.Storage;

namespace RasterFlow.Functions.Jobs;

/// <summary>A schedule that was due, and what became of it.</summary>
public sealed record ScheduledStart(string Name, DateOnly Day, StartOutcome Outcome);

/// <summary>The saved schedules: one JSON object each in the outputs container.</summary>
public sealed class Schedules(IObjectStore store, JobStarter starter)
{
    private const string Prefix = "schedules/";

    /// <summary>Saves a schedule, replacing one of the same name.</summary>
    public Task SaveAsync(Schedule schedule, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(schedule);
        return store.WriteAsync(KeyOf(schedule.Name), JsonSerializer.SerializeToUtf8Bytes(schedule, JobJson.Options), cancellationToken);
    }

    /// <summary>All schedules by name.</summary>
    public async Task<IReadOnlyList<Schedule>> ListAsync(CancellationToken cancellationToken)
    {
        List<Schedule> schedules = [];
        await foreach (ObjectEntry entry in store.ListAsync(Prefix, cancellationToken))
        {
            if (await store.ReadAsync(entry.Key, cancellationToken) is { } content)
            {
                schedules.Add(JsonSerializer.Deserialize<Schedule>(content, JobJson.Options)!);
            }
        }

        return schedules;
    }

    /// <summary>Deletes a schedule; false when there is none of that name.</summary>
    public async Task<bool> DeleteAsync(string name, CancellationToken cancellationToken)
    {
        bool exists = await store.GetLengthAsync(KeyOf(name), cancellationToken) is not null;
        await store.DeleteAsync(KeyOf(name), cancellationToken);
        return exists;
    }

    /// <summary>
    /// Starts every schedule that is due, each day's job once: its id is made of the schedule and the day, and the day is noted
    /// only after the job has been accepted, so that a host that dies in between starts it again.
    /// </summary>
    public async Task<IReadOnlyList<ScheduledStart>> StartDueAsync(DurableTaskClient client, DateOnly today, CancellationToken cancellationToken)
    {
        List<ScheduledStart> started = [];
        foreach (Schedule schedule in await ListAsync(cancellationToken))
        {
            if (schedule.DueOn(today) is not { } day)
            {
                continue;
            }

            StartOutcome outcome = await TryStartAsync(client, schedule, day, cancellationToken);
            started.Add(new ScheduledStart(schedule.Name, day, outcome));
            if (outcome.Problems.Count == 0)
            {
                await SaveAsync(schedule with { Last = day }, cancellationToken);
            }
        }

        return started;
    }

    /// <summary>One schedule that cannot be started must not keep the others from it.</summary>
    private async Task<StartOutcome> TryStartAsync(DurableTaskClient client, Schedule schedule, DateOnly day, CancellationToken cancellationToken)
    {
        string jobId = $"schedule-{schedule.Name}-{day:yyyyMMdd}";
        try
        {
            return await starter.StartAsync(client, schedule.DocumentFor(day), jobId, cancellationToken);
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            return new StartOutcome(jobId, [new JobProblem("$", $"It could not be started: {e.Message}")]);
        }
    }

    private static string KeyOf(string name) => $"{Prefix}{name}.json";
}
