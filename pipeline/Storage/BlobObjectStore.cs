using System.Runtime.CompilerServices;
using Azure;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;

namespace RasterFlow.Storage;

/// <summary>Objects as block blobs in one container of a storage account (Azurite locally).</summary>
public sealed class BlobObjectStore(BlobContainerClient container) : IObjectStore
{
    private const int NotFound = 404;

    /// <inheritdoc/>
    public async Task<byte[]?> ReadAsync(string key, CancellationToken cancellationToken = default) =>
        (await ReadTaggedAsync(key, cancellationToken))?.Content.ToArray();

    /// <inheritdoc/>
    public async Task<TaggedObject?> ReadTaggedAsync(string key, CancellationToken cancellationToken = default)
    {
        try
        {
            Response<BlobDownloadResult> answer = await container.GetBlobClient(key).DownloadContentAsync(cancellationToken);
            return new TaggedObject(answer.Value.Content.ToMemory(), answer.Value.Details.ETag.ToString());
        }
        catch (RequestFailedException e) when (e.Status == NotFound)
        {
            return null;
        }
    }

    /// <inheritdoc/>
    public async Task<byte[]?> ReadRangeAsync(string key, long offsetBytes, int length, CancellationToken cancellationToken = default)
    {
        try
        {
            BlobDownloadOptions options = new() { Range = new HttpRange(offsetBytes, length) };
            Response<BlobDownloadResult> answer = await container.GetBlobClient(key).DownloadContentAsync(options, cancellationToken);
            return answer.Value.Content.ToArray();
        }
        catch (RequestFailedException e) when (e.Status == NotFound)
        {
            return null;
        }
        catch (RequestFailedException e) when (e.Status == 416)
        {
            return [];
        }
    }

    /// <inheritdoc/>
    public async Task<int?> ReadRangeAsync(string key, long offsetBytes, Memory<byte> destination, CancellationToken cancellationToken = default)
    {
        try
        {
            BlobDownloadOptions options = new() { Range = new HttpRange(offsetBytes, destination.Length) };
            using BlobDownloadStreamingResult answer = await container.GetBlobClient(key).DownloadStreamingAsync(options, cancellationToken);
            return await answer.Content.ReadAtLeastAsync(destination, destination.Length, throwOnEndOfStream: false, cancellationToken);
        }
        catch (RequestFailedException e) when (e.Status == NotFound)
        {
            return null;
        }
        catch (RequestFailedException e) when (e.Status == 416)
        {
            return 0;
        }
    }

    /// <inheritdoc/>
    public async Task<Stream?> OpenReadAsync(string key, CancellationToken cancellationToken = default)
    {
        try
        {
            return await container.GetBlobClient(key).OpenReadAsync(cancellationToken: cancellationToken);
        }
        catch (RequestFailedException e) when (e.Status == NotFound)
        {
            return null;
        }
    }

    /// <inheritdoc/>
    public async Task<long?> GetLengthAsync(string key, CancellationToken cancellationToken = default) => (await FindPropertiesAsync(key, cancellationToken))?.ContentLength;

    /// <inheritdoc/>
    public async Task<string?> GetTagAsync(string key, CancellationToken cancellationToken = default) => (await FindPropertiesAsync(key, cancellationToken))?.ETag.ToString();

    private async Task<BlobProperties?> FindPropertiesAsync(string key, CancellationToken cancellationToken)
    {
        try
        {
            return await container.GetBlobClient(key).GetPropertiesAsync(cancellationToken: cancellationToken);
        }
        catch (RequestFailedException e) when (e.Status == NotFound)
        {
            return null;
        }
    }

    /// <inheritdoc/>
    public Task WriteAsync(string key, ReadOnlyMemory<byte> content, CancellationToken cancellationToken = default) =>
        container.GetBlobClient(key).UploadAsync(BinaryData.FromBytes(content), UploadOptions(key, null), cancellationToken);

    /// <inheritdoc/>
    public Task WriteAsync(string key, Stream content, CancellationToken cancellationToken = default) =>
        container.GetBlobClient(key).UploadAsync(content, UploadOptions(key, null), cancellationToken);

    /// <inheritdoc/>
    public async Task<bool> TryReplaceAsync(string key, ReadOnlyMemory<byte> content, string? expectedTag, CancellationToken cancellationToken = default)
    {
        BlobRequestConditions conditions = expectedTag is null
            ? new() { IfNoneMatch = ETag.All }
            : new() { IfMatch = new ETag(expectedTag) };
        try
        {
            await container.GetBlobClient(key).UploadAsync(BinaryData.FromBytes(content), UploadOptions(key, conditions), cancellationToken);
            return true;
        }
        catch (RequestFailedException e) when (e.Status is 409 or 412)
        {
            return false;
        }
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<ObjectEntry> ListAsync(string prefix, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        await foreach (BlobItem item in container.GetBlobsAsync(prefix: prefix, cancellationToken: cancellationToken))
        {
            yield return new ObjectEntry(item.Name, item.Properties.ContentLength ?? 0);
        }
    }

    /// <inheritdoc/>
    public Task DeleteAsync(string key, CancellationToken cancellationToken = default) =>
        container.GetBlobClient(key).DeleteIfExistsAsync(cancellationToken: cancellationToken);

    /// <inheritdoc/>
    public Uri GetUri(string key)
    {
        Uri uri = container.GetBlobClient(key).Uri;
        return new UriBuilder(uri) { Query = string.Empty }.Uri;
    }

    private static BlobUploadOptions UploadOptions(string key, BlobRequestConditions? conditions) => new()
    {
        Conditions = conditions,
        HttpHeaders = new BlobHttpHeaders { ContentType = ContentTypes.Of(key) },
    };
}
