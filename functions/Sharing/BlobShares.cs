using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using Azure.Storage.Sas;
using RasterFlow.Functions.Hosting;

namespace RasterFlow.Functions.Sharing;

/// <summary>
/// Signed addresses of single blobs (shared access signatures that may read one blob): by the app's identity with a user delegation key, or with the
/// account's key where the app has one (the emulator). The address goes straight to storage; the app does not see it again.
/// </summary>
public sealed class BlobShares(BlobServiceClient blobs, AppSettings settings, TimeProvider clock)
{
    /// <summary>Clocks of Azure and the app may differ by minutes: the delegation key is good from a little earlier.</summary>
    public static readonly TimeSpan ClockSkew = TimeSpan.FromMinutes(5);

    /// <summary>
    /// The longest life of an address by a delegation key. Storage gives no key that ends more than seven days from its own now, or from the key's start
    /// (Get User Delegation Key): what both clocks may differ by comes off twice.
    /// </summary>
    public static readonly TimeSpan MostLife = TimeSpan.FromDays(7) - (2 * ClockSkew);

    /// <summary>Signs a blob of the outputs container for reading.</summary>
    /// <param name="key">The blob.</param>
    /// <param name="expires">When the address should end; by a delegation key it ends after <see cref="MostLife"/> at the latest.</param>
    /// <param name="cancellationToken">Stops asking for a key.</param>
    public async Task<SignedBlob> SignAsync(string key, DateTimeOffset expires, CancellationToken cancellationToken = default)
    {
        BlobClient blob = blobs.GetBlobContainerClient(settings.Container).GetBlobClient(key);
        if (blob.CanGenerateSasUri)
        {
            return new SignedBlob(blob.GenerateSasUri(SignatureOf(blob, expires)), expires);
        }

        DateTimeOffset now = clock.GetUtcNow();
        DateTimeOffset end = expires < now + MostLife ? expires : now + MostLife;
        UserDelegationKey delegation = await blobs.GetUserDelegationKeyAsync(now - ClockSkew, end, cancellationToken);
        return new SignedBlob(new BlobUriBuilder(blob.Uri) { Sas = SignatureOf(blob, end).ToSasQueryParameters(delegation, blobs.AccountName) }.ToUri(), end);
    }

    private static BlobSasBuilder SignatureOf(BlobClient blob, DateTimeOffset expires) => new(BlobSasPermissions.Read, expires)
    {
        BlobContainerName = blob.BlobContainerName,
        BlobName = blob.Name,
        Resource = "b",
        Protocol = blob.Uri.Scheme == Uri.UriSchemeHttps ? SasProtocol.Https : SasProtocol.HttpsAndHttp,
    };
}
