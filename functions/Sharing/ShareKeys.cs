using System.Security.Cryptography;
using Azure;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;

namespace RasterFlow.Functions.Sharing;

/// <summary>
/// The key that folder links are signed with: 32 random bytes, made when they are first needed, in the container where the Functions host keeps the app's own
/// keys. The inference worker may not read that container. Deleting the blob ends every folder link.
/// </summary>
public sealed class ShareKeys(BlobServiceClient blobs, TimeProvider clock) : IDisposable
{
    /// <summary>Container of the host's own keys.</summary>
    public const string Container = "azure-webjobs-secrets";

    /// <summary>The blob in it.</summary>
    public const string Blob = "rasterflow/share-key";

    private const int KeyBytes = 32;

    /// <summary>A deleted key is noticed by every instance after this.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(1);

    /// <summary>
    /// A key that another instance has just made is noticed after this, by whoever brings a link that the known key did not sign; more often such links make
    /// nobody ask storage.
    /// </summary>
    public static readonly TimeSpan ShortestLifetime = TimeSpan.FromSeconds(1);

    private readonly SemaphoreSlim _gate = new(1, 1);
    private byte[]? _key;
    private DateTimeOffset _read;

    /// <summary>The key for signing; made when there is none.</summary>
    public async Task<byte[]> GetOrCreateAsync(CancellationToken cancellationToken = default)
    {
        while (true)
        {
            if (await FindAsync(Lifetime, cancellationToken) is { } known)
            {
                return known;
            }

            await CreateAsync(cancellationToken);
            if (await FindAsync(TimeSpan.Zero, cancellationToken) is { } made)
            {
                return made;
            }
        }
    }

    /// <summary>The key for checking; null when there is none, and so no link either.</summary>
    /// <param name="oldest">How long ago it may have been read from storage.</param>
    /// <param name="cancellationToken">Cancels the request.</param>
    /// <exception cref="InvalidDataException">The blob is no key of this app.</exception>
    public async Task<byte[]?> FindAsync(TimeSpan oldest, CancellationToken cancellationToken = default)
    {
        await _gate.WaitAsync(cancellationToken);
        try
        {
            if (clock.GetUtcNow() - _read >= oldest)
            {
                _key = await ReadAsync(cancellationToken);
                _read = clock.GetUtcNow();
            }

            return _key;
        }
        finally
        {
            _gate.Release();
        }
    }

    private async Task<byte[]?> ReadAsync(CancellationToken cancellationToken)
    {
        try
        {
            Response<BlobDownloadResult> answer = await KeyBlob().DownloadContentAsync(cancellationToken);
            byte[] key = answer.Value.Content.ToArray();
            return key.Length == KeyBytes
                ? key
                : throw new InvalidDataException($"The blob '{Container}/{Blob}' has {key.Length} bytes, a key has {KeyBytes}. Delete it: a new one is made, and older links end.");
        }
        catch (RequestFailedException e) when (e.Status == 404)
        {
            return null;
        }
    }

    private async Task CreateAsync(CancellationToken cancellationToken)
    {
        await blobs.GetBlobContainerClient(Container).CreateIfNotExistsAsync(cancellationToken: cancellationToken);
        try
        {
            BlobUploadOptions onlyIfMissing = new() { Conditions = new BlobRequestConditions { IfNoneMatch = ETag.All } };
            await KeyBlob().UploadAsync(BinaryData.FromBytes(RandomNumberGenerator.GetBytes(KeyBytes)), onlyIfMissing, cancellationToken);
        }
        catch (RequestFailedException e) when (e.Status is 409 or 412)
        {
            // Another instance was faster: its key is read next.
        }
    }

    private BlobClient KeyBlob() => blobs.GetBlobContainerClient(Container).GetBlobClient(Blob);

    /// <inheritdoc/>
    public void Dispose() => _gate.Dispose();
}
