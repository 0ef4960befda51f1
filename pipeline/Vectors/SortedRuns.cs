namespace RasterFlow.Vectors;

/// <summary>Merges sorted runs, the last step of an external sort.</summary>
internal static class SortedRuns
{
    /// <summary>All items of the runs in order, reading each run once and one item ahead.</summary>
    /// <param name="runs">Runs, each in order.</param>
    public static IEnumerable<T> Merge<T>(IEnumerable<IEnumerable<T>> runs)
        where T : IComparable<T>
    {
        PriorityQueue<IEnumerator<T>, T> queue = new();
        foreach (IEnumerable<T> run in runs)
        {
            IEnumerator<T> items = run.GetEnumerator();
            if (items.MoveNext())
            {
                queue.Enqueue(items, items.Current);
            }
        }

        while (queue.TryDequeue(out IEnumerator<T>? items, out T? next))
        {
            yield return next;
            if (items.MoveNext())
            {
                queue.Enqueue(items, items.Current);
            }
        }
    }
}
