using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
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
        if (blobs.CanGenerateAccountSasUri)
        {
            await AllowWebPagesAsync(cancellationToken);
        }
    }

    /// <summary>Lets web pages read what they have a signed address of. Only with an account key (the emulator): in Azure infra/modules/storage.bicep says it.</summary>
    private async Task AllowWebPagesAsync(CancellationToken cancellationToken)
    {
        BlobServiceProperties properties = await blobs.GetPropertiesAsync(cancellationToken);
        if (properties.Cors is not { Count: > 0 })
        {
            properties.Cors =
            [
                new BlobCorsRule
                {
                    AllowedOrigins = "*",
                    AllowedMethods = "GET,HEAD,OPTIONS",
                    AllowedHeaders = "range,if-match,if-none-match",
                    ExposedHeaders = "accept-ranges,content-length,content-range,etag",
                    MaxAgeInSeconds = 3600,
                },
            ];
            await blobs.SetPropertiesAsync(properties, cancellationToken);
        }
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
