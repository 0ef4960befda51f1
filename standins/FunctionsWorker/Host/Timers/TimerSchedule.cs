using System.Globalization;
using NCrontab;

namespace RasterFlow.StandIns.FunctionsWorker;

/// <summary>NCRONTAB with five or six fields, or a TimeSpan.</summary>
internal sealed class TimerSchedule
{
    private readonly CrontabSchedule? _cron;
    private readonly TimeSpan _every;

    private TimerSchedule(CrontabSchedule? cron, TimeSpan every)
    {
        _cron = cron;
        _every = every;
    }

    public static TimerSchedule Parse(string expression)
    {
        bool fiveFields = expression.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Length == 5;
        if (CrontabSchedule.TryParse(expression, new CrontabSchedule.ParseOptions { IncludingSeconds = !fiveFields }) is { } cron)
        {
            return new(cron, default);
        }

        return TimeSpan.TryParse(expression, CultureInfo.InvariantCulture, out TimeSpan every) && every > TimeSpan.Zero
            ? new(null, every)
            : throw new ArgumentException($"'{expression}' is neither a NCRONTAB expression (five or six fields) nor a TimeSpan.");
    }

    /// <summary>The first occurrence after a moment, in UTC.</summary>
    public DateTime Next(DateTime after) => DateTime.SpecifyKind(_cron?.GetNextOccurrence(after) ?? after + _every, DateTimeKind.Utc);

    /// <summary>Whether it fires more than once in the minute after a moment: then missed occurrences are not watched.</summary>
    public bool IsFrequent(DateTime now) => Next(Next(now)) - now < TimeSpan.FromMinutes(1);
}
