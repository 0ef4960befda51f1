using Azure.Identity;
using Azure.Storage.Blobs;
using Azure.Storage.Queues;
using Microsoft.Extensions.Configuration;
using RasterFlow.Storage;

namespace RasterFlow.Functions.Hosting;

/// <summary>Clients of the app's storage account (<see cref="StorageAccountSettings"/>).</summary>
public static class StorageClients
{
    /// <summary>The blob service.</summary>
    public static BlobServiceClient CreateBlobs(IConfiguration configuration)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        StorageAccountSettings account = StorageAccountSettings.From(name => configuration[name]);
        return account.ConnectionString is { } connection ? new BlobServiceClient(connection) : new BlobServiceClient(account.Blobs, Credential(account));
    }

    /// <summary>The queue service; messages are base64, as the Functions queue extension expects.</summary>
    public static QueueServiceClient CreateQueues(IConfiguration configuration)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        QueueClientOptions options = new() { MessageEncoding = QueueMessageEncoding.Base64 };
        StorageAccountSettings account = StorageAccountSettings.From(name => configuration[name]);
        return account.ConnectionString is { } connection ? new QueueServiceClient(connection, options) : new QueueServiceClient(account.Queues, Credential(account), options);
    }

    private static DefaultAzureCredential Credential(StorageAccountSettings account) => new(new DefaultAzureCredentialOptions
    {
        ManagedIdentityClientId = account.ClientId,
        WorkloadIdentityClientId = account.ClientId,
    });
}
