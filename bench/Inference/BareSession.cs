using System.Diagnostics;
using Microsoft.ML.OnnxRuntime;
using RasterFlow.GpuContainer;

namespace RasterFlow.Bench.Inference;

/// <summary>What a user would write by hand: a session, and a loop over batches that lie in memory.</summary>
internal sealed class BareSession : IDisposable
{
    private readonly SessionOptions _options;
    private readonly InferenceSession _session;
    private readonly RunOptions _run = new();
    private readonly string[] _inputs;
    private readonly string[] _outputs;

    public BareSession(string path, string device)
    {
        // On the processor ONNX Runtime's own defaults, which are the fastest for a process that does nothing else.
        _options = device == InferenceDevice.Cpu ? new SessionOptions() : InferenceDevice.SessionOptionsFor(device);
        _session = new InferenceSession(path, _options);
        (_inputs, _outputs) = ([_session.InputNames[0]], [_session.OutputNames[0]]);
    }

    /// <summary>Seconds that batches of <paramref name="size"/> patches take, one after another.</summary>
    public double Run(IReadOnlyList<float[]> batches, int size, int channels, int labels, int patch)
    {
        float[] output = new float[size * labels * patch * patch];
        Stopwatch clock = Stopwatch.StartNew();
        foreach (float[] input in batches)
        {
            using OrtValue taken = OrtValue.CreateTensorValueFromMemory(input, [size, channels, patch, patch]);
            using OrtValue given = OrtValue.CreateTensorValueFromMemory(output, [size, labels, patch, patch]);
            _session.Run(_run, _inputs, [taken], _outputs, [given]);
        }

        return clock.Elapsed.TotalSeconds;
    }

    public void Dispose()
    {
        _run.Dispose();
        _session.Dispose();
        _options.Dispose();
    }
}
