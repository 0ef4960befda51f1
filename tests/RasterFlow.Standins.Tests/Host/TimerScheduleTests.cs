using RasterFlow.StandIns.FunctionsWorker;

namespace RasterFlow.Standins.Tests.Host;

public sealed class TimerScheduleTests
{
    private static readonly DateTime Now = new(2026, 3, 1, 10, 20, 30, DateTimeKind.Utc);

    [Theory]
    [InlineData("0 */5 * * * *", "2026-03-01T10:25:00")]
    [InlineData("*/5 * * * *", "2026-03-01T10:25:00")]
    [InlineData("15 * * * * *", "2026-03-01T10:21:15")]
    [InlineData("0 0 6 1 4,10 *", "2026-04-01T06:00:00")]
    [InlineData("0 0 6 * * 1", "2026-03-02T06:00:00")]
    [InlineData("0 0 6 * * 0", "2026-03-08T06:00:00")]
    [InlineData("00:05:00", "2026-03-01T10:25:30")]
    public void Next_FiveOrSixFieldsOrSpan_IsTheNextOccurrenceInUtc(string expression, string expected)
    {
        DateTime next = TimerSchedule.Parse(expression).Next(Now);
        next.ToString("s").ShouldBe(expected);
        next.Kind.ShouldBe(DateTimeKind.Utc);
    }

    [Theory]
    [InlineData("nonsense")]
    [InlineData("* * *")]
    [InlineData("")]
    public void Parse_Nonsense_Throws(string expression) => Should.Throw<ArgumentException>(() => TimerSchedule.Parse(expression));

    [Theory]
    [InlineData("*/10 * * * * *", true)]
    [InlineData("0 * * * * *", false)]
    [InlineData("00:00:20", true)]
    [InlineData("0 0 6 1 4 *", false)]
    public void IsFrequent_MoreThanOnceAMinute(string expression, bool expected)
        => TimerSchedule.Parse(expression).IsFrequent(Now).ShouldBe(expected);
}
