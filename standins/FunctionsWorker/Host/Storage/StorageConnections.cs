using System.Collections.Concurrent;
using Azure.Core;
using Azure.Identity;
using Azure.Storage.Blobs;
using Azure.Storage.Queues;
using Microsoft.Extensions.Configuration;

namespace RasterFlow.StandIns.FunctionsWorker;

/// <summary>Storage clients by the name of a connection: a connection string, or the identity form <c>NAME__blobServiceUri</c>.</summary>
internal sealed class StorageConnections(IConfiguration configuration, HostJson hostJson)
{
    public const string Default = "AzureWebJobsStorage";
    private readonly ConcurrentDictionary<string, BlobServiceClient> _blobs = new(StringComparer.OrdinalIgnoreCase);
    private readonly ConcurrentDictionary<string, QueueServiceClient> _queues = new(StringComparer.OrdinalIgnoreCase);

    public bool HasDefault => ConnectionString(Default) is not null || Section(Default, "blobServiceUri") is not null;

    public BlobServiceClient Blobs(string? connection) => _blobs.GetOrAdd(connection ?? Default, name =>
        ConnectionString(name) is { } text ? new BlobServiceClient(text)
        : Section(name, "blobServiceUri") is { } uri ? new BlobServiceClient(new Uri(uri), Credential(name))
        : throw Missing(name));

    /// <summary>A queue with the encoding that host.json asks for.</summary>
    public QueueClient Queue(string? connection, string queue) => Queues(connection).GetQueueClient(queue);

    public QueueServiceClient Queues(string? connection, Action<QueueClientOptions>? configure = null)
    {
        return configure is null ? _queues.GetOrAdd(connection ?? Default, Create) : Create(connection ?? Default);

        QueueServiceClient Create(string name)
        {
            QueueClientOptions options = new() { MessageEncoding = hostJson.QueueBase64 ? QueueMessageEncoding.Base64 : QueueMessageEncoding.None };
            configure?.Invoke(options);
            return ConnectionString(name) is { } text ? new QueueServiceClient(text, options)
                : Section(name, "queueServiceUri") is { } uri ? new QueueServiceClient(new Uri(uri), Credential(name), options)
                : throw Missing(name);
        }
    }

    private string? ConnectionString(string name) => NonEmpty(configuration["AzureWebJobs" + name]) ?? NonEmpty(configuration[name]) ?? NonEmpty(configuration.GetConnectionString(name));

    private string? Section(string name, string key) => NonEmpty(configuration[$"AzureWebJobs{name}:{key}"]) ?? NonEmpty(configuration[$"{name}:{key}"]);

    private DefaultAzureCredential Credential(string name)
        => Section(name, "clientId") is { } client ? new(new DefaultAzureCredentialOptions { ManagedIdentityClientId = client }) : new();

    private static string? NonEmpty(string? value) => string.IsNullOrWhiteSpace(value) ? null : value;

    private static InvalidOperationException Missing(string name)
        => new($"There is no storage connection '{name}': set it to a connection string (UseDevelopmentStorage=true for the emulator), or set {name}__blobServiceUri and {name}__queueServiceUri.");
}
