using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace RasterFlow.GpuContainer;

/// <summary>The worker's instruments, under the meter <c>RasterFlow.Inference</c>; names follow OpenTelemetry's conventions (seconds as unit <c>s</c>).</summary>
internal sealed class WorkerMetrics : IDisposable
{
    /// <summary>Name of the meter.</summary>
    public const string MeterName = "RasterFlow.Inference";

    /// <summary>Reading a block's input.</summary>
    public const string ReadPhase = "read";

    /// <summary>Encoding and writing a block's shard.</summary>
    public const string WritePhase = "write";

    private readonly Meter _meter = new(MeterName);
    private readonly WorkerState _state;
    private readonly Counter<long> _blocks;
    private readonly Counter<long> _pixels;
    private readonly Histogram<double> _queueWait;
    private readonly Histogram<double> _phases;

    public WorkerMetrics(WorkerState state, DeviceClock clock)
    {
        _state = state;
        _blocks = _meter.CreateCounter<long>("rasterflow.inference.blocks", "{block}", "Blocks by outcome: done, there (already), failed, released.");
        _pixels = _meter.CreateCounter<long>("rasterflow.inference.pixels", "{pixel}", "Pixels of the prediction computed; its rate is pixels a second.");
        _queueWait = _meter.CreateHistogram<double>("rasterflow.inference.queue.wait", "s", "Time from a message's insertion to its first or next receipt.");
        _phases = _meter.CreateHistogram<double>("rasterflow.inference.block.duration", "s", "Time that a block takes to be read or written.");
        _meter.CreateObservableCounter("rasterflow.inference.device.time", () => clock.TotalSeconds, "s", "Time that the device worked.");
        _meter.CreateObservableGauge("rasterflow.inference.device.busy", () => clock.BusyShare, "1", "Share of the last minute in which the device worked.");
    }

    /// <summary>A message has been taken from the queue.</summary>
    public void Waited(DateTimeOffset? inserted)
    {
        if (inserted is { } since)
        {
            _queueWait.Record(Math.Max(0, (DateTimeOffset.UtcNow - since).TotalSeconds));
        }
    }

    /// <summary>A block has been answered without an error.</summary>
    /// <param name="device">What computed it; null when it was there already.</param>
    /// <param name="pixels">Pixels computed.</param>
    public void Done(string? device, long pixels)
    {
        _state.CountDone(pixels);
        _pixels.Add(pixels);
        _blocks.Add(1, new("outcome", device is null ? "there" : "done"), new KeyValuePair<string, object?>("device", device));
    }

    /// <summary>A block has been answered with an error.</summary>
    public void Failed()
    {
        _state.CountFailed();
        _blocks.Add(1, new KeyValuePair<string, object?>("outcome", "failed"));
    }

    /// <summary>A block has been released for another attempt.</summary>
    public void Released() => _blocks.Add(1, new KeyValuePair<string, object?>("outcome", "released"));

    /// <summary>Measures a phase of a block until disposed.</summary>
    public Phase Measure(string phase) => new(_phases, phase, Stopwatch.GetTimestamp());

    /// <inheritdoc/>
    public void Dispose() => _meter.Dispose();

    /// <summary>A phase under way.</summary>
    public readonly struct Phase(Histogram<double> histogram, string name, long started) : IDisposable
    {
        public void Dispose() => histogram.Record(Stopwatch.GetElapsedTime(started).TotalSeconds, new KeyValuePair<string, object?>("phase", name));
    }
}
