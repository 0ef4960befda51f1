using System.Collections.Concurrent;
using System.Text.Json;
using Azure;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using Azure.Storage.Queues;
using Microsoft.Extensions.Logging;

namespace RasterFlow.StandIns.FunctionsWorker;

/// <summary>
/// Looks through a container for blobs that a function has not had in their present version. A receipt in storage for each version keeps a
/// restart from running them again; an internal queue carries them to the function, so that retries outlive the process.
/// </summary>
internal sealed class BlobScanner(
    FunctionDescriptor function,
    BlobPattern pattern,
    BlobContainerClient container,
    BlobContainerClient receipts,
    string hostId,
    QueueClient queue,
    TimeSpan interval,
    ILogger logger) : IListener
{
    private readonly ConcurrentDictionary<string, string> _known = new(StringComparer.Ordinal);
    private Task _loop = Task.CompletedTask;

    public Task StartAsync(CancellationToken stopping, CancellationToken graceEnded)
    {
        _loop = Task.Run(() => LoopAsync(stopping), CancellationToken.None);
        return Task.CompletedTask;
    }

    public Task StopAsync() => _loop;

    private async Task LoopAsync(CancellationToken stopping)
    {
        while (!stopping.IsCancellationRequested)
        {
            try
            {
                await ScanAsync(stopping);
            }
            catch (RequestFailedException e) when (e.Status == 404)
            {
                // The container is not there yet.
            }
            catch (Exception e) when (!stopping.IsCancellationRequested)
            {
                logger.LogWarning("Scanning container {Container} failed and goes on: {Error}", container.Name, e.Message);
            }
            catch (OperationCanceledException)
            {
                return;
            }

            await Task.Delay(interval, stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task ScanAsync(CancellationToken stopping)
    {
        await foreach (BlobItem blob in container.GetBlobsAsync(cancellationToken: stopping))
        {
            string etag = blob.Properties.ETag?.ToString() ?? string.Empty;
            if (_known.GetValueOrDefault(blob.Name) == etag || pattern.Match(blob.Name) is null)
            {
                continue;
            }

            BlobClient receipt = receipts.GetBlobClient($"blobreceipts/{hostId}/{function.Name}/{etag.Trim('"')}/{container.Name}/{blob.Name}");
            if (!await receipt.ExistsAsync(stopping))
            {
                BlobTriggerMessage message = new("BlobTrigger", function.Name, $"{blob.Properties.BlobType}Blob", container.Name, blob.Name, etag);
                await queue.SendMessageAsync(BinaryData.FromString(JsonSerializer.Serialize(message)), cancellationToken: stopping);

                // After the message: a crash in between runs the blob twice rather than never.
                await receipt.UploadAsync(BinaryData.FromString(string.Empty), overwrite: true, stopping);
            }

            _known[blob.Name] = etag;
        }
    }
}
