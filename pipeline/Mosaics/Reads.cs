namespace RasterFlow.Mosaics;

/// <summary>Waits for reads that fill shared buffers.</summary>
internal static class Reads
{
    /// <summary>
    /// Waits until every read has ended, and only then throws the first failure, which names the others: buffers may go back to the pool when this returns.
    /// </summary>
    public static async Task AllAsync(IEnumerable<Task> reads)
    {
        Task all = Task.WhenAll(reads);
        try
        {
            await all;
        }
        catch (SceneReadException first)
        {
            first.Others =
            [
                .. first.Others.Concat(all.Exception!.InnerExceptions.OfType<SceneReadException>().Where(other => other != first).SelectMany(other => other.Others.Prepend(other)))
                    .DistinctBy(other => other.SceneId),
            ];
            throw;
        }
    }
}
