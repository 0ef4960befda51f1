using Azure.Identity;
using Azure.Storage.Blobs;
using Azure.Storage.Queues;
using Microsoft.Extensions.Configuration;

namespace RasterFlow.Functions.Hosting;

/// <summary>
/// Clients of the app's storage account, from the same settings that the host's own triggers use: <c>AzureWebJobsStorage</c> as a
/// connection string (the emulator), or <c>AzureWebJobsStorage__blobServiceUri</c> and <c>__queueServiceUri</c> with the app's identity.
/// </summary>
public static class StorageClients
{
    private const string Connection = "AzureWebJobsStorage";

    /// <summary>The blob service.</summary>
    public static BlobServiceClient CreateBlobs(IConfiguration configuration)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        return configuration[Connection] is { Length: > 0 } connection
            ? new BlobServiceClient(connection)
            : new BlobServiceClient(ServiceUri(configuration, "blobServiceUri", "blob"), Credential(configuration));
    }

    /// <summary>The queue service; messages are base64, as the Functions queue extension expects.</summary>
    public static QueueServiceClient CreateQueues(IConfiguration configuration)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        QueueClientOptions options = new() { MessageEncoding = QueueMessageEncoding.Base64 };
        return configuration[Connection] is { Length: > 0 } connection
            ? new QueueServiceClient(connection, options)
            : new QueueServiceClient(ServiceUri(configuration, "queueServiceUri", "queue"), Credential(configuration), options);
    }

    private static Uri ServiceUri(IConfiguration configuration, string property, string service)
    {
        if (configuration[$"{Connection}:{property}"] is { Length: > 0 } address)
        {
            return new Uri(address);
        }

        return configuration[$"{Connection}:accountName"] is { Length: > 0 } account
            ? new Uri($"https://{account}.{service}.core.windows.net")
            : throw new InvalidOperationException($"No storage account is configured. Set {Connection} to a connection string, or {Connection}__{property} for the app's identity.");
    }

    private static DefaultAzureCredential Credential(IConfiguration configuration) => new(new DefaultAzureCredentialOptions
    {
        ManagedIdentityClientId = configuration[$"{Connection}:clientId"],
        WorkloadIdentityClientId = configuration[$"{Connection}:clientId"],
    });
}
