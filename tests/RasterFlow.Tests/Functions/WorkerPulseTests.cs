using Microsoft.Extensions.Configuration;
using RasterFlow.Functions.Hosting;
using RasterFlow.Storage;

namespace RasterFlow.Tests.Functions;

/// <summary>Workers that answer others are told from workers that are not there.</summary>
public sealed class WorkerPulseTests : IDisposable
{
    private static readonly TimeSpan Period = TimeSpan.FromSeconds(900);
    private readonly string _folder = Directory.CreateTempSubdirectory("pulse-").FullName;
    private readonly SetClock _clock = new();

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task IsFelt_NobodyHasEverAnswered_IsFalse() => (await Pulse().IsFeltAsync(Period, default)).ShouldBeFalse();

    [Fact]
    public async Task IsFelt_AnswerSeenByAnotherInstance_IsTrueForAPeriod()
    {
        await Pulse().BeatAsync(default);
        WorkerPulse other = Pulse();

        _clock.Advance(Period);
        (await other.IsFeltAsync(Period, default)).ShouldBeTrue();
        _clock.Advance(Period / 5);
        (await other.IsFeltAsync(Period, default)).ShouldBeFalse();
    }

    /// <summary>Thousands of answers a minute are a few writes.</summary>
    [Fact]
    public async Task Beat_ManyAnswers_AreWrittenTenTimesAPeriod()
    {
        WorkerPulse pulse = Pulse();
        HashSet<string> seen = [];
        for (int second = 0; second < 900; second++)
        {
            await pulse.BeatAsync(default);
            seen.Add(await File.ReadAllTextAsync(Directory.GetFiles(_folder, "last-answer.txt", SearchOption.AllDirectories).Single()));
            _clock.Advance(TimeSpan.FromSeconds(1));
        }

        seen.Count.ShouldBe(10);
    }

    private WorkerPulse Pulse() => new(new FileObjectStore(_folder), AppSettings.From(new ConfigurationBuilder().Build()), _clock);

    private sealed class SetClock : TimeProvider
    {
        private DateTimeOffset _now = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

        public override DateTimeOffset GetUtcNow() => _now;

        public void Advance(TimeSpan time) => _now += time;
    }
}
