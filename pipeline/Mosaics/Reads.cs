namespace RasterFlow.Mosaics;

/// <summary>Waits for reads that fill shared buffers.</summary>
internal static class Reads
{
    /// <summary>
    /// Waits until every read has ended, and only then throws the first failure: buffers may go back to the pool when this returns.
    /// </summary>
    public static async Task AllAsync(IEnumerable<Task> reads)
    {
        Task[] all = [.. reads];
        await Task.WhenAll(all);
    }
}
