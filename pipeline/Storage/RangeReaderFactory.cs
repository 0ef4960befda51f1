using System.Net;
using Azure.Storage.Blobs;
using Polly;

namespace RasterFlow.Storage;

/// <summary>Opens files of this installation's own storage account, of allowed hosts, and (where switched on) of this machine.</summary>
public sealed class RangeReaderFactory : IRangeReaderFactory, IApiClient, IDisposable
{
    private readonly SourcePolicy _policy;
    private readonly BlobServiceClient? _storage;
    private readonly ResiliencePipeline _pipeline;
    private readonly HttpClient _client;
    private readonly IAddressSigner? _signer;

    /// <summary>Prepares a factory; it owns one HTTP client.</summary>
    /// <param name="policy">What may be read.</param>
    /// <param name="storage">The own storage account: its blobs are always read, by this client's identity.</param>
    /// <param name="options">Retries and time limits.</param>
    /// <param name="signer">Signs the addresses of files on other servers when they are read.</param>
    public RangeReaderFactory(SourcePolicy policy, BlobServiceClient? storage = null, HttpReadOptions? options = null, IAddressSigner? signer = null)
    {
        _signer = signer;
        _policy = policy;
        _storage = storage;
        _pipeline = HttpReadPipeline.Create(options ?? HttpReadOptions.Default);
        SocketsHttpHandler handler = new()
        {
            AllowAutoRedirect = false,
            AutomaticDecompression = DecompressionMethods.None,
            UseCookies = false,
            PooledConnectionLifetime = TimeSpan.FromMinutes(5),
            MaxConnectionsPerServer = 32,
        };
        _client = new HttpClient(handler) { Timeout = Timeout.InfiniteTimeSpan };
    }

    /// <inheritdoc/>
    public IRangeReader Open(Uri address)
    {
        ArgumentNullException.ThrowIfNull(address);
        if (OwnBlob(address) is { } blob)
        {
            return new BlobRangeReader(blob);
        }

        _policy.Demand(address);
        return address.IsFile ? new FileRangeReader(address.LocalPath) : new HttpRangeReader(address, _client, _policy, _pipeline, _signer);
    }

    /// <inheritdoc/>
    public Task<byte[]> SendAsync(ApiRequest request, int maximumBytes, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        _policy.Demand(request.Address);
        return new HttpApiCall(request, _client, _policy, _pipeline).SendAsync(maximumBytes, cancellationToken);
    }

    /// <inheritdoc/>
    public void Dispose() => _client.Dispose();

    private BlobClient? OwnBlob(Uri address)
    {
        if (_storage is null || !address.IsAbsoluteUri || !IsBelow(_storage.Uri, address))
        {
            return null;
        }

        BlobUriBuilder parts = new(address);
        if (parts.BlobContainerName.Length == 0 || parts.BlobName.Length == 0)
        {
            return null;
        }

        _policy.DemandOwn(address, parts.BlobContainerName, parts.BlobName);
        return _storage.GetBlobContainerClient(parts.BlobContainerName).GetBlobClient(parts.BlobName);
    }

    private static bool IsBelow(Uri root, Uri address) =>
        Uri.Compare(root, address, UriComponents.SchemeAndServer, UriFormat.Unescaped, StringComparison.OrdinalIgnoreCase) == 0
        && address.AbsolutePath.StartsWith(root.AbsolutePath.TrimEnd('/') + "/", StringComparison.Ordinal);
}
