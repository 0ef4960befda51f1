using Azure.Storage.Blobs;
using Microsoft.Extensions.Hosting;

namespace RasterFlow.Functions.Hosting;

/// <summary>Creates the containers that are missing, so that a new storage account needs no hand-work.</summary>
internal sealed class ContainerSetup(BlobServiceClient blobs, AppSettings settings) : IHostedService
{
    /// <summary>Where areas are dropped.</summary>
    public const string DropContainer = "aoi-drop";

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        await blobs.GetBlobContainerClient(settings.Container).CreateIfNotExistsAsync(cancellationToken: cancellationToken);
        await blobs.GetBlobContainerClient(DropContainer).CreateIfNotExistsAsync(cancellationToken: cancellationToken);
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
