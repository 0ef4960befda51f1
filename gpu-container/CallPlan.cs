namespace RasterFlow.GpuContainer;

/// <summary>
/// How a model's calls share a machine. On a processor each call has one thread as a rule, and there are as many calls as cores: threads that share the
/// work inside an operator wait for the slowest at the end of each, and so for whatever else the worker does on its core. Calls so large that this many
/// would take too much memory are fewer at a time, with more threads each. An accelerator takes one call at a time.
/// </summary>
/// <param name="ConcurrentCalls">Calls under way at once.</param>
/// <param name="ThreadsPerCall">Threads of a call on the processor.</param>
internal readonly record struct CallPlan(int ConcurrentCalls, int ThreadsPerCall)
{
    // A U-Net's activations take about a kilobyte a pixel.
    private const int MostPixels = 2 << 20;

    /// <summary>The plan for a job's patches; every core has a thread.</summary>
    /// <param name="device">The device of <see cref="InferenceDevice"/>.</param>
    /// <param name="patchSize">Side of a patch in pixels.</param>
    /// <param name="batch">Patches of a call.</param>
    /// <param name="processors">Cores of this machine.</param>
    public static CallPlan For(string device, int patchSize, int batch, int processors)
    {
        long pixels = (long)batch * patchSize * patchSize;
        int most = device == InferenceDevice.Cpu ? (int)Math.Clamp(MostPixels / pixels, 1, processors) : 1;
        int threads = (processors + most - 1) / most;
        return new CallPlan(Math.Min(most, (processors + threads - 1) / threads), threads);
    }
}
