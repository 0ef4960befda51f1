namespace RasterFlow.Imagery;

/// <summary>What the pools of all element types may keep together.</summary>
internal static class LargeArrayBudget
{
    private static long _bytes;

    /// <summary>What is kept at most. 0 keeps nothing: then what is allocated is what is used.</summary>
    public static long MostBytes { get; set; } = 1024L << 20;

    /// <summary>Makes room for an array; false when there is none.</summary>
    public static bool TryPut(long bytes)
    {
        if (Interlocked.Add(ref _bytes, bytes) <= MostBytes)
        {
            return true;
        }

        Interlocked.Add(ref _bytes, -bytes);
        return false;
    }

    /// <summary>An array leaves its pool.</summary>
    public static void Take(long bytes) => Interlocked.Add(ref _bytes, -bytes);
}
