namespace RasterFlow.GpuContainer;

/// <summary>What the health endpoint tells.</summary>
internal sealed class WorkerState
{
    private int _blocksDone;
    private int _blocksFailed;

    /// <summary><c>cuda</c> or <c>cpu</c>; null until it is known.</summary>
    public string? Device { get; set; }

    /// <summary>The block at work; null when idle.</summary>
    public string? Running { get; set; }

    public int BlocksDone => Volatile.Read(ref _blocksDone);

    public int BlocksFailed => Volatile.Read(ref _blocksFailed);

    public void CountDone() => Interlocked.Increment(ref _blocksDone);

    public void CountFailed() => Interlocked.Increment(ref _blocksFailed);
}
