using RasterFlow.GpuContainer;

namespace RasterFlow.Tests.Worker;

public sealed class DeviceClockTests
{
    [Fact]
    public void BusyShare_HalfOfTheTime_IsHalfAndForgetsAfterAMinute()
    {
        ManualTime time = new();
        DeviceClock clock = new(time);
        for (int i = 0; i < 10; i++)
        {
            using (clock.Measure())
            {
                time.Advance(2);
            }

            time.Advance(2);
        }

        clock.BusyShare.ShouldBe(0.5, 1e-9);
        clock.TotalSeconds.ShouldBe(20, 1e-9);

        // A minute that begins one second into the last run but nine: of 40 seconds of life, the first 21 are forgotten.
        time.Advance(41);
        clock.BusyShare.ShouldBe(9.0 / 60, 1e-9);
        time.Advance(60);
        clock.BusyShare.ShouldBe(0);
        clock.TotalSeconds.ShouldBe(20, 1e-9);
    }

    [Fact]
    public void BusyShare_CallsThatOverlap_CountOnceAndWhileTheyLast()
    {
        ManualTime time = new();
        DeviceClock clock = new(time);
        time.Advance(4);
        IDisposable one = clock.Measure();
        time.Advance(1);
        IDisposable other = clock.Measure();
        time.Advance(1);
        clock.TotalSeconds.ShouldBe(2, 1e-9);
        one.Dispose();
        one.Dispose();
        time.Advance(2);
        clock.BusyShare.ShouldBe(0.5, 1e-9);
        other.Dispose();
        time.Advance(2);
        (clock.TotalSeconds, clock.BusyShare).ShouldBe((4, 0.4));
    }
}
