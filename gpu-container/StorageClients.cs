using Azure.Identity;
using Azure.Storage.Blobs;
using Azure.Storage.Queues;
using Microsoft.Extensions.Configuration;
using RasterFlow.Inference;
using RasterFlow.Storage;

namespace RasterFlow.GpuContainer;

/// <summary>The storage account (<see cref="StorageAccountSettings"/>): the outputs container and the worker's three queues.</summary>
internal sealed class StorageClients
{
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
        StorageAccountSettings account = StorageAccountSettings.From(name => configuration[name]);
        if (account.ConnectionString is { } connection)
        {
            return FromConnectionString(connection, container);
        }

        DefaultAzureCredential credential = new(new DefaultAzureCredentialOptions { ManagedIdentityClientId = account.ClientId, WorkloadIdentityClientId = account.ClientId });
        BlobServiceClient service = new(account.Blobs, credential);
        return new StorageClients(
            service.GetBlobContainerClient(container),
            name => new QueueClient(new Uri($"{account.Queues!.AbsoluteUri.TrimEnd('/')}/{name}"), credential, QueueOptions()));
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
}
