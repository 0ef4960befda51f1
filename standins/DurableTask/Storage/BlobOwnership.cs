using System.Diagnostics;
using Azure;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using Azure.Storage.Blobs.Specialized;

namespace RasterFlow.StandIns.DurableTask;

/// <summary>A lease on a blob, renewed until it is given up or lost.</summary>
internal sealed class BlobOwnership : IAsyncDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly BlobLeaseClient _lease;
    private readonly TimeSpan _duration;
    private readonly Task _renewing;

    private BlobOwnership(BlobLeaseClient lease, TimeSpan duration, long asked, Action lost)
    {
        _lease = lease;
        _duration = duration;
        _renewing = RenewAsync(asked, lost);
    }

    public static async Task<BlobOwnership> AcquireAsync(BlobClient blob, TimeSpan duration, Action lost, CancellationToken cancellation)
    {
        try
        {
            await blob.UploadAsync(
                BinaryData.FromString(string.Empty),
                new BlobUploadOptions { Conditions = new BlobRequestConditions { IfNoneMatch = ETag.All } },
                cancellation);
        }
        catch (RequestFailedException present) when (present.Status is 409 or 412)
        {
            // Made by an earlier owner.
        }

        BlobLeaseClient lease = blob.GetBlobLeaseClient();
        while (true)
        {
            try
            {
                long asked = Stopwatch.GetTimestamp();
                await lease.AcquireAsync(duration, cancellationToken: cancellation);
                return new BlobOwnership(lease, duration, asked, lost);
            }
            catch (RequestFailedException taken) when (taken.Status == 409)
            {
                // Its owner lives, or died and its lease has yet to run out.
                await Task.Delay(TimeSpan.FromMilliseconds(500), cancellation);
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _renewing;
        try
        {
            using CancellationTokenSource limit = new(_duration);
            await _lease.ReleaseAsync(cancellationToken: limit.Token);
        }
        catch (Exception away) when (away is RequestFailedException or AggregateException or OperationCanceledException)
        {
            // Lost already, or storage is gone: it runs out by itself.
        }

        _stop.Dispose();
    }

    private async Task RenewAsync(long renewed, Action lost)
    {
        TimeSpan interval = _duration / 3;
        try
        {
            while (true)
            {
                TimeSpan left = _duration - Stopwatch.GetElapsedTime(renewed);
                if (left <= TimeSpan.Zero)
                {
                    lost();
                    return;
                }

                await Task.Delay(left < interval ? left : interval, _stop.Token);
                long asked = Stopwatch.GetTimestamp();
                // No single request may outlast the lease unseen.
                using CancellationTokenSource limit = CancellationTokenSource.CreateLinkedTokenSource(_stop.Token);
                limit.CancelAfter(interval);
                try
                {
                    await _lease.RenewAsync(cancellationToken: limit.Token);
                    renewed = asked;
                }
                catch (RequestFailedException taken) when (taken.Status is 404 or 409 or 412)
                {
                    lost();
                    return;
                }
#pragma warning disable CA1031 // Whatever the client library throws when storage is away for a moment: the lease lives until its time is over.
                catch (Exception) when (!_stop.IsCancellationRequested)
                {
                    // The time left is looked at above.
                }
#pragma warning restore CA1031
            }
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            // Given up.
        }
    }
}
