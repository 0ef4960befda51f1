using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Logging;
using RasterFlow.Functions.Jobs;

namespace RasterFlow.Functions.Triggers;

/// <summary>Starts the saved schedules that are due, once a day (NCRONTAB in the setting RASTERFLOW_SEASONAL_TIMER).</summary>
public sealed class SeasonalTimer(Schedules schedules, ILogger<SeasonalTimer> logger)
{
    [Function(nameof(SeasonalTimer))]
    public async Task RunAsync(
        [TimerTrigger("%RASTERFLOW_SEASONAL_TIMER%")] TimerInfo timer,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancellationToken)
    {
        DateOnly today = DateOnly.FromDateTime(DateTime.UtcNow);
        foreach (ScheduledStart start in await schedules.StartDueAsync(client, today, cancellationToken))
        {
            if (start.Outcome.Problems.Count > 0)
            {
                logger.LogError("Schedule {Name} started no job: {Problems}", start.Name, string.Join(" | ", start.Outcome.Problems));
            }
            else
            {
                logger.LogInformation("Schedule {Name} started job {JobId}", start.Name, start.Outcome.JobId);
            }
        }
    }
}
