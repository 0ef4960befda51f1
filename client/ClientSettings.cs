using Azure.Identity;
using Azure.Storage.Blobs;
using RasterFlow.Client.Local;
using RasterFlow.Storage;

namespace RasterFlow.Client;

/// <summary>Where the service and its storage are: from options, else from the environment, else the local ones of <c>./rasterflow up</c>.</summary>
public sealed record ClientSettings(Uri Service, string? Key, string Storage, string Container)
{
    /// <summary>Reads the settings.</summary>
    /// <param name="service">RASTERFLOW_URL.</param>
    /// <param name="storage">RASTERFLOW_STORAGE: a connection string, or the address of a blob service to open with the caller's identity.</param>
    public static ClientSettings From(string? service, string? storage) => new(
        new Uri(service ?? Environment.GetEnvironmentVariable("RASTERFLOW_URL") ?? $"http://127.0.0.1:{LocalStackOptions.DefaultFunctionsPort}"),
        Environment.GetEnvironmentVariable("RASTERFLOW_KEY"),
        storage ?? Environment.GetEnvironmentVariable("RASTERFLOW_STORAGE")
            ?? AzuriteProcess.ConnectionStringFor(LocalStackOptions.DefaultBlobPort, LocalStackOptions.DefaultQueuePort),
        Environment.GetEnvironmentVariable("RASTERFLOW_CONTAINER") ?? "rasterflow");

    /// <summary>A client of the service.</summary>
    public RasterFlowClient OpenClient() => new(Service, Key);

    /// <summary>The outputs container.</summary>
    public IObjectStore OpenStore()
    {
        BlobServiceClient blobs = Uri.TryCreate(Storage, UriKind.Absolute, out Uri? address) && address.Scheme == Uri.UriSchemeHttps
            ? new BlobServiceClient(address, new DefaultAzureCredential())
            : new BlobServiceClient(Storage);
        return new BlobObjectStore(blobs.GetBlobContainerClient(Container));
    }
}
