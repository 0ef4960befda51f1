namespace RasterFlow.Tiles;

/// <summary>Work on many threads whose results are taken in the order of the items, so that no result depends on the number of threads.</summary>
internal static class OrderedParallel
{
    /// <summary>Items in work for each thread: enough that none waits while a long one is at the head.</summary>
    private const int ItemsPerThread = 4;

    /// <summary>Works on items while the next are produced. Producing and taking happen on one flow of control and need no locks.</summary>
    /// <param name="source">The items.</param>
    /// <param name="work">Runs on many threads.</param>
    /// <param name="take">Gets results in the order of their items.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    public static async Task RunAsync<TItem, TResult>(
        IAsyncEnumerable<TItem> source, Func<TItem, TResult> work, Action<TResult> take, CancellationToken cancellationToken)
    {
        int most = Environment.ProcessorCount * ItemsPerThread;
        Queue<Task<TResult>> running = [];
        try
        {
            await foreach (TItem item in source.WithCancellation(cancellationToken))
            {
                running.Enqueue(Task.Run(() => work(item), cancellationToken));
                while (running.Count >= most || (running.TryPeek(out Task<TResult>? head) && head.IsCompleted))
                {
                    take(await running.Dequeue());
                }
            }

            while (running.TryDequeue(out Task<TResult>? head))
            {
                take(await head);
            }
        }
        finally
        {
            // After a failure: nothing may still run on buffers that are given up.
            await Task.WhenAll(running).ContinueWith(static _ => { }, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        }
    }
}
