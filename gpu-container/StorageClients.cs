using Azure.Core;
using Azure.Identity;
using Azure.Storage.Blobs;
using Azure.Storage.Queues;
using Microsoft.Extensions.Configuration;
using RasterFlow.Inference;

namespace RasterFlow.GpuContainer;

/// <summary>
/// The storage account, addressed as the Functions host does: a connection string in <c>AzureWebJobsStorage</c>, or, with a managed identity,
/// <c>AzureWebJobsStorage__blobServiceUri</c> and <c>__queueServiceUri</c> (or <c>__accountName</c>), and <c>__clientId</c> for a user-assigned one.
/// </summary>
internal sealed class StorageClients
{
    private const string Connection = "AzureWebJobsStorage";

    /// <param name="blobs">The outputs container.</param>
    /// <param name="queueOf">A queue by name; its messages pass as the text that is stored.</param>
    public StorageClients(BlobContainerClient blobs, Func<string, QueueClient> queueOf)
    {
        Blobs = blobs;
        Blocks = queueOf(InferenceQueues.Blocks);
        Poison = queueOf(InferenceQueues.Blocks + "-poison");
        Results = queueOf(InferenceQueues.Results);
    }

    /// <summary>The outputs container.</summary>
    public BlobContainerClient Blobs { get; }

    /// <summary>Blocks to run.</summary>
    public QueueClient Blocks { get; }

    /// <summary>Messages that could not be read.</summary>
    public QueueClient Poison { get; }

    /// <summary>Outcomes.</summary>
    public QueueClient Results { get; }

    /// <summary>Makes the clients from the settings.</summary>
    /// <exception cref="ArgumentException">No connection is configured.</exception>
    public static StorageClients From(IConfiguration configuration, string container)
    {
        if (configuration[Connection] is { Length: > 0 } connection)
        {
            return FromConnectionString(connection, container);
        }

        IConfigurationSection section = configuration.GetSection(Connection);
        Uri blobs = ServiceUri(section, "blob");
        Uri queues = ServiceUri(section, "queue");
        TokenCredential credential = new DefaultAzureCredential(new DefaultAzureCredentialOptions { ManagedIdentityClientId = section["clientId"] });
        BlobServiceClient service = new(blobs, credential);
        return new StorageClients(
            service.GetBlobContainerClient(container),
            name => new QueueClient(new Uri($"{queues.AbsoluteUri.TrimEnd('/')}/{name}"), credential, QueueOptions()));
    }

    /// <summary>Makes the clients from a connection string, of the emulator too.</summary>
    public static StorageClients FromConnectionString(string connection, string container) =>
        new(new BlobContainerClient(connection, container), name => new QueueClient(connection, name, QueueOptions()));

    /// <summary>Creates the queues that do not exist.</summary>
    public async Task CreateQueuesAsync(CancellationToken cancellationToken)
    {
        foreach (QueueClient queue in (QueueClient[])[Blocks, Poison, Results])
        {
            await queue.CreateIfNotExistsAsync(cancellationToken: cancellationToken);
        }
    }

    // Base64 is decoded and encoded here, not by the client, which would refuse to hand over a message that is not valid Base64.
    private static QueueClientOptions QueueOptions() => new() { MessageEncoding = QueueMessageEncoding.None };

    private static Uri ServiceUri(IConfigurationSection section, string service)
    {
        string? address = section[$"{service}ServiceUri"]
            ?? (section["accountName"] is { Length: > 0 } account ? $"https://{account}.{service}.core.windows.net" : null);
        return address is null
            ? throw new ArgumentException($"No storage account is configured: set {Connection} to a connection string, or {Connection}__{service}ServiceUri.")
            : new Uri(address);
    }
}
