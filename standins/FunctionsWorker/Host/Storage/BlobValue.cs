using Azure;
using Azure.Core.Serialization;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Specialized;

namespace RasterFlow.StandIns.FunctionsWorker;

/// <summary>A blob as the types that a blob binding can have.</summary>
internal static class BlobValue
{
    public static async Task<object?> ReadAsync(BlobServiceClient service, string path, Type type, ObjectSerializer serializer, CancellationToken cancellationToken)
    {
        BlobPath at = BlobPath.Parse(path);
        BlobContainerClient container = service.GetBlobContainerClient(at.Container);
        if (type == typeof(BlobContainerClient))
        {
            return container;
        }

        string name = at.Name ?? throw new InvalidOperationException($"'{path}' names no blob.");
        object? client = type switch
        {
            _ when type == typeof(BlobClient) => container.GetBlobClient(name),
            _ when type == typeof(BlobBaseClient) => container.GetBlobBaseClient(name),
            _ when type == typeof(BlockBlobClient) => container.GetBlockBlobClient(name),
            _ when type == typeof(PageBlobClient) => container.GetPageBlobClient(name),
            _ when type == typeof(AppendBlobClient) => container.GetAppendBlobClient(name),
            _ => null,
        };
        if (client is not null)
        {
            return client;
        }

        try
        {
            BlobClient blob = container.GetBlobClient(name);
            if (type == typeof(Stream))
            {
                return await blob.OpenReadAsync(cancellationToken: cancellationToken);
            }

            return ValueConverter.FromPayload((await blob.DownloadContentAsync(cancellationToken)).Value.Content, type, serializer);
        }
        catch (RequestFailedException e) when (e.Status == 404)
        {
            // A blob input that is not there is null, as it is in Azure.
            return null;
        }
    }

    public static async Task WriteAsync(BlobServiceClient service, string path, object value, ObjectSerializer serializer, CancellationToken cancellationToken)
    {
        BlobPath at = BlobPath.Parse(path);
        BlobContainerClient container = service.GetBlobContainerClient(at.Container);
        await container.CreateIfNotExistsAsync(cancellationToken: cancellationToken);
        BlobClient blob = container.GetBlobClient(at.Name ?? throw new InvalidOperationException($"'{path}' names no blob to write."));
        if (value is Stream stream)
        {
            await blob.UploadAsync(stream, overwrite: true, cancellationToken);
            return;
        }

        BinaryData content = value switch
        {
            string text => BinaryData.FromString(text),
            byte[] bytes => BinaryData.FromBytes(bytes),
            BinaryData data => data,
            _ => await serializer.SerializeAsync(value, value.GetType(), cancellationToken),
        };
        await blob.UploadAsync(content, overwrite: true, cancellationToken);
    }
}
