namespace RasterFlow.GpuContainer;

/// <summary>How busy the device was in the last minute: time in which at least one call was under way. Safe for concurrent use.</summary>
internal sealed class DeviceClock(TimeProvider time)
{
    private const int WindowSeconds = 60;

    private readonly Lock _lock = new();
    private readonly Queue<(long Start, long End)> _runs = new();
    private readonly long _born = time.GetTimestamp();
    private double _totalSeconds;
    private int _underWay;
    private long _since;

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
                return _totalSeconds + (_underWay > 0 ? time.GetElapsedTime(_since).TotalSeconds : 0);
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
                long busy = _runs.Sum(run => run.End - Math.Max(run.Start, since)) + (_underWay > 0 ? now - Math.Max(_since, since) : 0);
                return now > since ? Math.Clamp((double)busy / (now - since), 0, 1) : 0;
            }
        }
    }

    /// <summary>The device works until what is returned is disposed.</summary>
    public IDisposable Measure()
    {
        lock (_lock)
        {
            if (_underWay++ == 0)
            {
                _since = time.GetTimestamp();
            }
        }

        return new Call(this);
    }

    private void End()
    {
        lock (_lock)
        {
            if (--_underWay > 0)
            {
                return;
            }

            long now = time.GetTimestamp();
            _totalSeconds += time.GetElapsedTime(_since, now).TotalSeconds;
            _runs.Enqueue((_since, now));
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

    private sealed class Call(DeviceClock clock) : IDisposable
    {
        private DeviceClock? _clock = clock;

        public void Dispose() => Interlocked.Exchange(ref _clock, null)?.End();
    }
}
