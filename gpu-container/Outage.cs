using System.Net.Sockets;
using Azure;
using Microsoft.Extensions.Logging;

namespace RasterFlow.GpuContainer;

/// <summary>
/// Waits while the storage does not answer, so that an outage costs time and not a block's attempts. The client's own retries and timeouts are part of the
/// time.
/// </summary>
internal sealed class Outage(WorkerSettings settings, TimeProvider time, ILogger<Outage> log)
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(30);

    /// <summary>Does something with the storage, again and again while it is the storage that fails, until <see cref="WorkerSettings.OutagePatience"/> has passed
    /// since the beginning; a try under way then is waited for.</summary>
    /// <param name="what">For the log.</param>
    /// <param name="action">May be done twice.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    public async Task<T> RideOutAsync<T>(string what, Func<Task<T>> action, CancellationToken cancellationToken)
    {
        long started = time.GetTimestamp();
        for (TimeSpan pause = FirstPause; ; pause = pause * 2 < LongestPause ? pause * 2 : LongestPause)
        {
            try
            {
                return await action();
            }
            catch (Exception e) when (IsOutage(e) && time.GetElapsedTime(started) < settings.OutagePatience && !cancellationToken.IsCancellationRequested)
            {
                log.LogWarning("{What}: the storage does not answer, next try in {Pause} s: {Reason}", what, pause.TotalSeconds, Failures.Describe(e));
            }

            await Task.Delay(pause, cancellationToken);
        }
    }

    /// <inheritdoc cref="RideOutAsync{T}"/>
    public Task RideOutAsync(string what, Func<Task> action, CancellationToken cancellationToken) => RideOutAsync(
        what,
        async () =>
        {
            await action();
            return true;
        },
        cancellationToken);

    /// <summary>Whether the storage is to blame, and may be back later: no answer in time, 408, 429 or 5xx.</summary>
    internal static bool IsOutage(Exception exception) => exception switch
    {
        RequestFailedException e => e.Status is 0 or 408 or 429 or >= 500,
        AggregateException e => e.InnerExceptions.Count > 0 && e.InnerExceptions.All(IsOutage),
        HttpRequestException or SocketException or OperationCanceledException => true,

        // A connection that breaks off while its answer is read; derived ones (a file that is not there) have other causes.
        _ => exception.GetType() == typeof(IOException),
    };
}
