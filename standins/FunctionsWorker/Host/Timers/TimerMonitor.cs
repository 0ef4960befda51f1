using System.Text.Json;
using Azure;
using Azure.Storage.Blobs;
using Microsoft.Azure.Functions.Worker;

namespace RasterFlow.StandIns.FunctionsWorker;

/// <summary>Keeps when a timer last fired and when it will, in <c>azure-webjobs-hosts/timers/HOST/FUNCTION/status</c>.</summary>
internal sealed class TimerMonitor(BlobContainerClient container, string hostId, string function)
{
    private readonly BlobClient _blob = container.GetBlobClient($"timers/{hostId}/{function}/status");

    /// <summary>How late the timer is: zero, or the time since an occurrence that no host was there for.</summary>
    public async Task<(TimeSpan PastDue, ScheduleStatus Status)> CheckAsync(TimerSchedule schedule, DateTime now, CancellationToken cancellationToken)
    {
        ScheduleStatus? status = await ReadAsync(cancellationToken);
        if (status is null)
        {
            status = new ScheduleStatus { Next = schedule.Next(now), LastUpdated = now };
            await WriteAsync(status, cancellationToken);
            return (TimeSpan.Zero, status);
        }

        DateTime expected = schedule.Next(status.Last == default ? status.LastUpdated : status.Last);
        if (status.Next != expected)
        {
            // The schedule has changed since: an occurrence of the new one in the past is not a missed one.
            status = new ScheduleStatus { Next = now > expected ? schedule.Next(now) : expected, LastUpdated = now };
            await WriteAsync(status, cancellationToken);
        }

        return (now > status.Next ? now - status.Next : TimeSpan.Zero, status);
    }

    public Task WriteAsync(ScheduleStatus status, CancellationToken cancellationToken)
        => _blob.UploadAsync(BinaryData.FromString(JsonSerializer.Serialize(status)), overwrite: true, cancellationToken);

    private async Task<ScheduleStatus?> ReadAsync(CancellationToken cancellationToken)
    {
        try
        {
            return JsonSerializer.Deserialize<ScheduleStatus>((await _blob.DownloadContentAsync(cancellationToken)).Value.Content.ToString());
        }
        catch (RequestFailedException e) when (e.Status == 404)
        {
            return null;
        }
    }
}
