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
    private static readonly TimeSpan ClockSkew = TimeSpan.FromMinutes(5);

    /// <summary>Signs a blob of the outputs container for reading.</summary>
    /// <param name="key">The blob.</param>
    /// <param name="expires">When the address ends; at most seven days ahead, the life of a user delegation key.</param>
    /// <param name="cancellationToken">Stops asking for a key.</param>
    public async Task<Uri> SignAsync(string key, DateTimeOffset expires, CancellationToken cancellationToken = default)
    {
        BlobClient blob = blobs.GetBlobContainerClient(settings.Container).GetBlobClient(key);
        BlobSasBuilder signature = new(BlobSasPermissions.Read, expires)
        {
            BlobContainerName = blob.BlobContainerName,
            BlobName = blob.Name,
            Resource = "b",
            Protocol = blob.Uri.Scheme == Uri.UriSchemeHttps ? SasProtocol.Https : SasProtocol.HttpsAndHttp,
        };
        if (blob.CanGenerateSasUri)
        {
            return blob.GenerateSasUri(signature);
        }

        UserDelegationKey delegation = await blobs.GetUserDelegationKeyAsync(clock.GetUtcNow() - ClockSkew, expires, cancellationToken);
        return new BlobUriBuilder(blob.Uri) { Sas = signature.ToSasQueryParameters(delegation, blobs.AccountName) }.ToUri();
    }
}
