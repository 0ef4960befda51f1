using System.Collections.Concurrent;
using RasterFlow.Inference;

namespace RasterFlow.GpuContainer;

/// <summary>What the health endpoint tells. Safe for concurrent use.</summary>
internal sealed class WorkerState
{
    private readonly ConcurrentDictionary<InferenceBlockMessage, bool> _running = new();
    private int _blocksDone;
    private int _blocksFailed;
    private long _pixels;

    /// <summary>What computes jobs that leave the choice to the worker; null until it is known.</summary>
    public string? Device { get; set; }

    /// <summary>The blocks at work.</summary>
    public IReadOnlyList<string> Running => [.. _running.Keys.Select(static message => $"{message.JobKey} block {message.Block}").Order(StringComparer.Ordinal)];

    /// <summary>Blocks answered without an error.</summary>
    public int BlocksDone => Volatile.Read(ref _blocksDone);

    /// <summary>Blocks answered with an error.</summary>
    public int BlocksFailed => Volatile.Read(ref _blocksFailed);

    /// <summary>Pixels of blocks computed.</summary>
    public long Pixels => Volatile.Read(ref _pixels);

    /// <summary>A block is begun.</summary>
    public void Begin(InferenceBlockMessage message) => _running.TryAdd(message, true);

    /// <summary>A block has ended in whatever way.</summary>
    public void End(InferenceBlockMessage message) => _running.TryRemove(message, out _);

    /// <summary>A block has been answered without an error.</summary>
    public void CountDone(long pixels)
    {
        Interlocked.Increment(ref _blocksDone);
        Interlocked.Add(ref _pixels, pixels);
    }

    /// <summary>A block has been answered with an error.</summary>
    public void CountFailed() => Interlocked.Increment(ref _blocksFailed);
}
