using System.Diagnostics;

namespace RasterFlow.Bench.Zarr;

/// <summary>Adds up the time of a phase that is interrupted, on the clock and of the processors, and keeps the best round.</summary>
internal sealed class PhaseClock
{
    private readonly Stopwatch _wall = new();
    private TimeSpan _cpu;
    private TimeSpan _cpuAtStart;

    public double BestSeconds { get; private set; } = double.MaxValue;

    public double BestCpuSeconds { get; private set; } = double.MaxValue;

    public void Start()
    {
        _cpuAtStart = Environment.CpuUsage.TotalTime;
        _wall.Start();
    }

    public void Stop()
    {
        _wall.Stop();
        _cpu += Environment.CpuUsage.TotalTime - _cpuAtStart;
    }

    public void EndRound()
    {
        BestSeconds = Math.Min(BestSeconds, _wall.Elapsed.TotalSeconds);
        BestCpuSeconds = Math.Min(BestCpuSeconds, _cpu.TotalSeconds);
        _wall.Reset();
        _cpu = TimeSpan.Zero;
    }
}
