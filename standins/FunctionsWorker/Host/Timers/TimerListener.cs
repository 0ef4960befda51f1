using System.Globalization;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Logging;

namespace RasterFlow.StandIns.FunctionsWorker;

/// <summary>Fires one timer function. One loop, so that a run that takes longer delays the next one and never overlaps it.</summary>
internal sealed class TimerListener(
    TimerSchedule schedule,
    TimerTriggerAttribute trigger,
    RetryAttribute? retry,
    TimerMonitor? monitor,
    Func<TimerTriggerInput, CancellationToken, Task> run,
    ILogger logger) : IListener
{
    private static readonly TimeSpan LongestSleep = TimeSpan.FromHours(1);
    private Task _loop = Task.CompletedTask;

    public Task StartAsync(CancellationToken stopping, CancellationToken graceEnded)
    {
        _loop = Task.Run(() => LoopAsync(stopping, graceEnded), CancellationToken.None);
        return Task.CompletedTask;
    }

    public Task StopAsync() => _loop;

    private async Task LoopAsync(CancellationToken stopping, CancellationToken graceEnded)
    {
        try
        {
            DateTime now = DateTime.UtcNow;
            ScheduleStatus status = new() { Next = schedule.Next(now), LastUpdated = now };
            bool pastDue = false;
            if (monitor is not null)
            {
                (TimeSpan late, status) = await monitor.CheckAsync(schedule, now, stopping);
                pastDue = late > TimeSpan.Zero;
            }

            if (pastDue || trigger.RunOnStartup)
            {
                status = await FireAsync(now, status, pastDue, graceEnded);
            }

            while (!stopping.IsCancellationRequested)
            {
                DateTime next = status.Next;
                await SleepUntilAsync(next, stopping);
                status = await FireAsync(next, status, false, graceEnded);
            }
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // The host stops.
        }
        catch (Exception e)
        {
            logger.LogError(e, "The timer has stopped");
        }
    }

    private async Task<ScheduleStatus> FireAsync(DateTime due, ScheduleStatus status, bool pastDue, CancellationToken graceEnded)
    {
        TimerInfo info = new() { ScheduleStatus = monitor is null ? null : status, IsPastDue = pastDue };
        int retries = retry?.MaxRetryCount ?? 0;
        for (int attempt = 0; ; attempt++)
        {
            try
            {
                await run(new TimerTriggerInput(info) { RetryCount = attempt, MaxRetryCount = retries }, graceEnded);
                break;
            }
            catch (Exception e)
            {
                logger.LogError(e, "The timer function failed");
                if ((retries >= 0 && attempt >= retries) || graceEnded.IsCancellationRequested)
                {
                    break;
                }

                await Task.Delay(RetryDelay(attempt), graceEnded).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }

        // Counted on from when it was due, but never into the past: what was missed meanwhile is made up for by one run, not by many.
        DateTime now = DateTime.UtcNow;
        DateTime next = schedule.Next(due);
        ScheduleStatus fired = new() { Last = due, Next = next < now ? schedule.Next(now) : next, LastUpdated = now };
        if (monitor is not null)
        {
            // The recorded pair must agree, or the next start would take it for a changed schedule.
            await monitor.WriteAsync(fired.Next == next ? fired : new() { Last = now, Next = fired.Next, LastUpdated = now }, CancellationToken.None);
        }

        return fired;
    }

    private TimeSpan RetryDelay(int attempt) => retry switch
    {
        FixedDelayRetryAttribute every => TimeSpan.Parse(every.DelayInterval, CultureInfo.InvariantCulture),
        ExponentialBackoffRetryAttribute backoff => new TimeSpan(Math.Min(
            TimeSpan.Parse(backoff.MaximumInterval, CultureInfo.InvariantCulture).Ticks,
            TimeSpan.Parse(backoff.MinimumInterval, CultureInfo.InvariantCulture).Ticks << Math.Min(attempt, 20))),
        _ => TimeSpan.Zero,
    };

    private static async Task SleepUntilAsync(DateTime moment, CancellationToken stopping)
    {
        // In steps: a seasonal schedule is further away than a timer can count, and a laptop's clock jumps when it wakes.
        for (TimeSpan left = moment - DateTime.UtcNow; left > TimeSpan.Zero; left = moment - DateTime.UtcNow)
        {
            await Task.Delay(left < LongestSleep ? left : LongestSleep, stopping);
        }
    }
}
