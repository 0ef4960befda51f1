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
    private readonly Task _renewing;

    private BlobOwnership(BlobLeaseClient lease, TimeSpan duration, Action lost)
    {
        _lease = lease;
        _renewing = RenewAsync(duration, lost);
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
                await lease.AcquireAsync(duration, cancellationToken: cancellation);
                return new BlobOwnership(lease, duration, lost);
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
            await _lease.ReleaseAsync();
        }
        catch (RequestFailedException)
        {
            // Lost already, or storage is gone: it runs out by itself.
        }

        _stop.Dispose();
    }

    private async Task RenewAsync(TimeSpan duration, Action lost)
    {
        DateTime renewed = DateTime.UtcNow;
        while (!_stop.IsCancellationRequested)
        {
            try
            {
                await Task.Delay(duration / 3, _stop.Token);
                DateTime asked = DateTime.UtcNow;
                await _lease.RenewAsync(cancellationToken: _stop.Token);
                renewed = asked;
            }
            catch (OperationCanceledException) when (_stop.IsCancellationRequested)
            {
                return;
            }
            catch (RequestFailedException failure)
            {
                // Storage may only be away for a moment; taken by another, or too long without a renewal, the hub is no longer ours.
                if (failure.Status is 409 or 412 || DateTime.UtcNow - renewed > duration)
                {
                    lost();
                    return;
                }
            }
        }
    }
}
