namespace RasterFlow.GpuContainer;

/// <summary>
/// How a model's calls share a machine. On a processor each call has one thread as a rule, and there are as many calls as cores: threads that share the
/// work inside an operator wait for the slowest at the end of each, and so for whatever else the worker does on its core. Patches so large that this many
/// would take too much memory are fewer at a time, with more threads each. An accelerator takes one call at a time.
/// </summary>
/// <param name="ConcurrentCalls">Calls under way at once.</param>
/// <param name="ThreadsPerCall">Threads of a call on the processor.</param>
internal readonly record struct CallPlan(int ConcurrentCalls, int ThreadsPerCall)
{
    // A U-Net's activations take about a kilobyte a pixel.
    private const int MostPixels = 2 << 20;

    /// <summary>The plan for a job's patches.</summary>
    /// <param name="device">The device of <see cref="InferenceDevice"/>.</param>
    /// <param name="patchSize">Side of a patch in pixels.</param>
    /// <param name="processors">Cores of this machine.</param>
    public static CallPlan For(string device, int patchSize, int processors)
    {
        int calls = device == InferenceDevice.Cpu ? CallsOf((long)patchSize * patchSize, processors) : 1;
        return new CallPlan(calls, Math.Max(1, processors / calls));
    }

    /// <summary>The same for a model whose calls take several patches each: as many threads a call, but fewer calls where memory asks for it.</summary>
    public CallPlan WithBatch(int batch, int patchSize) => this with { ConcurrentCalls = CallsOf((long)batch * patchSize * patchSize, ConcurrentCalls) };

    private static int CallsOf(long pixels, int most) => (int)Math.Clamp(MostPixels / pixels, 1, most);
}
