namespace RasterFlow.StandIns.FunctionsWorker;

/// <summary>Something that starts functions by itself: a polled queue, a scanned container, a clock.</summary>
internal interface IListener
{
    /// <summary>Starts to listen until <paramref name="stopping"/>; running functions are given <paramref name="graceEnded"/>.</summary>
    Task StartAsync(CancellationToken stopping, CancellationToken graceEnded);

    /// <summary>Waits for what still runs.</summary>
    Task StopAsync();
}
