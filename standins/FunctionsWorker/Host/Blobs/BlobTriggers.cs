using System.Text.Json;
using Azure;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using Azure.Storage.Queues;
using Azure.Storage.Queues.Models;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;

namespace RasterFlow.StandIns.FunctionsWorker;

/// <summary>A scanner for each blob function, and one queue that brings what they find to the functions.</summary>
internal sealed class BlobTriggers(
    FunctionIndex functions,
    StorageConnections storage,
    BindingTemplates templates,
    HostJson hostJson,
    HostSettings settings,
    IConfiguration configuration,
    FunctionInvoker invoker,
    ILoggerFactory loggers)
{
    private readonly Dictionary<string, (FunctionDescriptor Function, BlobPattern Pattern, BlobServiceClient Service)> _byName = new(StringComparer.OrdinalIgnoreCase);

    public async Task<IReadOnlyList<IListener>> CreateAsync(CancellationToken cancellationToken)
    {
        List<IListener> listeners = [];
        if (!functions.TriggeredBy<BlobTriggerAttribute>().Any())
        {
            return listeners;
        }

        string hostId = HostIdentity.Of(configuration);
        BlobContainerClient receipts = storage.Blobs(null).GetBlobContainerClient("azure-webjobs-hosts");
        await receipts.CreateIfNotExistsAsync(cancellationToken: cancellationToken);
        QueueClient queue = storage.Queue(null, $"azure-webjobs-blobtrigger-{hostId}");
        await queue.CreateIfNotExistsAsync(cancellationToken: cancellationToken);
        foreach ((FunctionDescriptor function, BlobTriggerAttribute trigger) in functions.TriggeredBy<BlobTriggerAttribute>())
        {
            // BlobTriggerSource.EventGrid is scanned for too: no Event Grid reaches a local host.
            BlobPattern pattern = BlobPattern.Parse(templates.ResolveSettings(trigger.BlobPath));
            BlobServiceClient service = storage.Blobs(trigger.Connection);
            _byName[function.Name] = (function, pattern, service);
            listeners.Add(new BlobScanner(function, pattern, service.GetBlobContainerClient(pattern.Container), receipts, hostId, queue, settings.BlobPollInterval, loggers.CreateLogger($"Blob.{function.Name}")));
        }

        QueueListenerOptions options = QueueListenerOptions.From(hostJson, settings) with
        {
            MaxDequeueCount = hostJson.BlobPoisonThreshold,
            BatchSize = Math.Clamp(hostJson.BlobMaxDegreeOfParallelism, 1, 32),
            NewBatchThreshold = Math.Max(0, hostJson.BlobMaxDegreeOfParallelism - 32),
            MaxPollingInterval = settings.BlobPollInterval,
        };
        listeners.Add(new QueueListener(queue, storage.Queue(null, "webjobs-blobtrigger-poison"), options, RunAsync, loggers.CreateLogger("Blob")));
        return listeners;
    }

    private async Task RunAsync(QueueMessage message, CancellationToken cancellationToken)
    {
        BlobTriggerMessage found = JsonSerializer.Deserialize<BlobTriggerMessage>(message.Body.ToString())!;
        if (!_byName.TryGetValue(found.FunctionId, out (FunctionDescriptor Function, BlobPattern Pattern, BlobServiceClient Service) target)
            || target.Pattern.Match(found.BlobName) is not { } captures)
        {
            // Found by an earlier version of the app, whose function is gone or looks elsewhere now.
            return;
        }

        BlobProperties properties;
        try
        {
            properties = await target.Service.GetBlobContainerClient(found.ContainerName).GetBlobClient(found.BlobName).GetPropertiesAsync(cancellationToken: cancellationToken);
        }
        catch (RequestFailedException e) when (e.Status == 404)
        {
            return;
        }

        // A listing gives the ETag bare, a response in quotes.
        if (properties.ETag.ToString().Trim('"') == found.ETag.Trim('"'))
        {
            await invoker.InvokeAsync(target.Function, new BlobTriggerInput(target.Service, found.ContainerName, found.BlobName, captures, properties), cancellationToken);
        }

        // Else it was written again since, and the scan brings its new version.
    }
}
