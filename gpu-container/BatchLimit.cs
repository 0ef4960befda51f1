namespace RasterFlow.GpuContainer;

/// <summary>How many patches of one model a device takes in one call, as learnt from calls that were too large. Safe for concurrent use.</summary>
/// <param name="smallest">It never sinks below this: 1, or the batch size that the model insists on.</param>
internal sealed class BatchLimit(int smallest)
{
    private int _patches = int.MaxValue;

    /// <summary>Called with the new limit when it sinks.</summary>
    public Action<int>? Sunk { get; set; }

    /// <summary>The largest call.</summary>
    public int Patches => Volatile.Read(ref _patches);

    /// <summary>A call of <paramref name="patches"/> was too large.</summary>
    /// <returns>False when no smaller one can be made.</returns>
    public bool Sink(int patches)
    {
        if (patches / 2 < smallest)
        {
            return false;
        }

        Volatile.Write(ref _patches, Math.Min(Patches, patches / 2));
        Sunk?.Invoke(Patches);
        return true;
    }
}
