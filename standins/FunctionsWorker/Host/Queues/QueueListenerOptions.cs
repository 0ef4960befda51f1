namespace RasterFlow.StandIns.FunctionsWorker;

/// <summary>How a queue is worked off; the names are host.json's.</summary>
internal sealed record QueueListenerOptions
{
    public required int BatchSize { get; init; }

    public required int NewBatchThreshold { get; init; }

    public required int MaxDequeueCount { get; init; }

    /// <summary>The wait before a failed message is visible again.</summary>
    public required TimeSpan VisibilityTimeout { get; init; }

    public required TimeSpan MaxPollingInterval { get; init; }

    /// <summary>How long a message in work is invisible; renewed at every third of it.</summary>
    public required TimeSpan Lease { get; init; }

    public static QueueListenerOptions From(HostJson hostJson, HostSettings settings) => new()
    {
        BatchSize = hostJson.QueueBatchSize,
        NewBatchThreshold = hostJson.QueueNewBatchThreshold,
        MaxDequeueCount = hostJson.QueueMaxDequeueCount,
        VisibilityTimeout = hostJson.QueueVisibilityTimeout,
        MaxPollingInterval = hostJson.QueueMaxPollingInterval,
        Lease = settings.QueueLease,
    };
}
