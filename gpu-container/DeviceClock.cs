namespace RasterFlow.GpuContainer;

/// <summary>How busy the device was in the last minute. Safe for concurrent use.</summary>
internal sealed class DeviceClock(TimeProvider time)
{
    private const int WindowSeconds = 60;

    private readonly Lock _lock = new();
    private readonly Queue<(long Start, long End)> _runs = new();
    private readonly long _born = time.GetTimestamp();
    private double _totalSeconds;

    public DeviceClock()
        : this(TimeProvider.System)
    {
    }

    private long WindowTicks => WindowSeconds * time.TimestampFrequency;

    /// <summary>Seconds of work since the worker began.</summary>
    public double TotalSeconds
    {
        get
        {
            lock (_lock)
            {
                return _totalSeconds;
            }
        }
    }

    /// <summary>Share of the last minute (or of the worker's life, if that is shorter) in which the device worked, 0 to 1.</summary>
    public double BusyShare
    {
        get
        {
            long now = time.GetTimestamp();
            long since = Math.Max(_born, now - WindowTicks);
            lock (_lock)
            {
                Forget(now);
                long busy = _runs.Sum(run => run.End - Math.Max(run.Start, since));
                return now > since ? Math.Clamp((double)busy / (now - since), 0, 1) : 0;
            }
        }
    }

    /// <summary>The device begins to work.</summary>
    public long Begin() => time.GetTimestamp();

    /// <summary>The device has ended what it began at <paramref name="start"/>.</summary>
    public void End(long start)
    {
        long now = time.GetTimestamp();
        lock (_lock)
        {
            _totalSeconds += time.GetElapsedTime(start, now).TotalSeconds;
            _runs.Enqueue((start, now));
            Forget(now);
        }
    }

    private void Forget(long now)
    {
        while (_runs.TryPeek(out (long Start, long End) run) && run.End < now - WindowTicks)
        {
            _runs.Dequeue();
        }
    }
}
