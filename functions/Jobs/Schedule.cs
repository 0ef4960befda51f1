using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using RasterFlow.Jobs;

namespace RasterFlow.Functions.Jobs;

/// <summary>A saved job that starts on fixed days of every year, over the years that end on that day.</summary>
/// <param name="Name">The schedule's name.</param>
/// <param name="On">Days as MM-DD, ascending.</param>
/// <param name="Years">How many years before the day the imagery begins.</param>
/// <param name="Job">The job document without <c>start</c>, <c>end</c> and <c>id</c>.</param>
/// <param name="Last">The last due day that was started; null before the first.</param>
/// <param name="Since">The day the schedule was saved: days before it are never made up for.</param>
public sealed record Schedule(string Name, IReadOnlyList<string> On, int Years, JsonElement Job, DateOnly? Last, DateOnly Since)
{
    /// <summary>The latest due day up to <paramref name="today"/> that was not started yet; null when there is none.</summary>
    public DateOnly? DueOn(DateOnly today)
    {
        DateOnly? due = On.SelectMany(day => new[] { DayIn(today.Year - 1, day), DayIn(today.Year, day) })
            .Where(day => day <= today && day >= Since && (Last is null || day > Last))
            .Select(static day => (DateOnly?)day)
            .Max();
        return due;
    }

    /// <summary>The job document for a due day.</summary>
    public JsonElement DocumentFor(DateOnly day)
    {
        JsonObject document = JsonObject.Create(Job) ?? [];
        document["start"] = day.AddYears(-Years).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        document["end"] = day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        return JsonSerializer.SerializeToElement(document);
    }

    /// <summary>Reads the body of PUT /api/schedules/{name}, collecting every problem.</summary>
    public static Schedule Read(string name, JsonElement json, DateOnly today, List<JobProblem> problems)
    {
        ArgumentNullException.ThrowIfNull(problems);
        List<string> days = [];
        if (json.ValueKind == JsonValueKind.Object && json.TryGetProperty("on", out JsonElement on) && on.ValueKind == JsonValueKind.Array && on.GetArrayLength() > 0)
        {
            foreach (JsonElement day in on.EnumerateArray())
            {
                AddDay(day, days, problems);
            }
        }
        else
        {
            problems.Add(new JobProblem("on", "Missing. List the days of the year as MM-DD, for example [\"04-15\", \"10-15\"]."));
        }

        int years = 1;
        if (json.ValueKind == JsonValueKind.Object && json.TryGetProperty("years", out JsonElement span) && !(span.ValueKind == JsonValueKind.Number && span.TryGetInt32(out years) && years is >= 1 and <= 20))
        {
            problems.Add(new JobProblem("years", "Expected a whole number from 1 to 20."));
            years = 1;
        }

        JsonElement job = json.ValueKind == JsonValueKind.Object && json.TryGetProperty("job", out JsonElement document) ? document : default;
        if (job.ValueKind != JsonValueKind.Object)
        {
            problems.Add(new JobProblem("job", "Missing. Give the job document without 'start' and 'end'."));
        }

        return new Schedule(name, [.. days.Order(StringComparer.Ordinal)], years, job, null, today);
    }

    private static void AddDay(JsonElement day, List<string> days, List<JobProblem> problems)
    {
        // A leap year, so that 02-29 can be named; in other years it means the first of March.
        if (day.ValueKind == JsonValueKind.String
            && DateOnly.TryParseExact("2024-" + day.GetString(), "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out _))
        {
            days.Add(day.GetString()!);
        }
        else
        {
            problems.Add(new JobProblem("on", $"{day.GetRawText()} is not a day of the year. Write it as MM-DD."));
        }
    }

    private static DateOnly DayIn(int year, string day)
    {
        int month = int.Parse(day.AsSpan(0, 2), CultureInfo.InvariantCulture);
        int number = int.Parse(day.AsSpan(3, 2), CultureInfo.InvariantCulture);
        return number > DateTime.DaysInMonth(year, month) ? new DateOnly(year, month, 1).AddMonths(1) : new DateOnly(year, month, number);
    }
}
