using Polly;
using Polly.Retry;
using Polly.Timeout;

namespace RasterFlow.Storage;

/// <summary>Exponential back-off with jitter, Retry-After and a time limit for each try (Polly).</summary>
internal static class HttpReadPipeline
{
    public static ResiliencePipeline Create(HttpReadOptions options) => new ResiliencePipelineBuilder()
        .AddRetry(new RetryStrategyOptions
        {
            MaxRetryAttempts = options.Retries,
            BackoffType = DelayBackoffType.Exponential,
            UseJitter = true,
            Delay = options.FirstDelay,
            MaxDelay = options.LongestDelay,
            ShouldHandle = arguments => ValueTask.FromResult(IsTransient(arguments.Outcome.Exception)),
            DelayGenerator = arguments => ValueTask.FromResult(ServerDelay(arguments.Outcome.Exception, options)),
        })
        .AddTimeout(new TimeoutStrategyOptions { Timeout = options.TryTimeout })
        .Build();

    private static bool IsTransient(Exception? e) => e switch
    {
        TransientReadException or TimeoutRejectedException => true,
        SourceReadException or InvalidDataException => false,
        HttpRequestException or IOException => true,
        _ => false,
    };

    private static TimeSpan? ServerDelay(Exception? e, HttpReadOptions options) =>
        e is TransientReadException { RetryAfter: { } wait } && wait > TimeSpan.Zero
            ? TimeSpan.FromTicks(Math.Min(wait.Ticks, options.LongestDelay.Ticks))
            : null;
}
