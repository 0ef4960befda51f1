using System.Net;
using Azure;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;

namespace RasterFlow.Storage;

/// <summary>A blob of this installation's own storage account. The storage client retries by itself.</summary>
public sealed class BlobRangeReader(BlobClient blob) : IRangeReader, IFileLengthReader
{
    /// <inheritdoc/>
    public string Name { get; } = SafeAddress.Text(blob.Uri);

    /// <inheritdoc/>
    public async Task<int> ReadAsync(long offsetBytes, Memory<byte> destination, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(offsetBytes);
        if (destination.IsEmpty)
        {
            return 0;
        }

        try
        {
            BlobDownloadOptions options = new() { Range = new HttpRange(offsetBytes, destination.Length) };
            Response<BlobDownloadStreamingResult> answer = await blob.DownloadStreamingAsync(options, cancellationToken);
            using BlobDownloadStreamingResult result = answer.Value;
            return await result.Content.ReadAtLeastAsync(destination, destination.Length, throwOnEndOfStream: false, cancellationToken);
        }
        catch (RequestFailedException e) when (e.Status == (int)HttpStatusCode.RequestedRangeNotSatisfiable)
        {
            return 0;
        }
        catch (RequestFailedException e)
        {
            throw Failure(e);
        }
    }

    async Task<long?> IFileLengthReader.GetLengthAsync(CancellationToken cancellationToken)
    {
        try
        {
            return (await blob.GetPropertiesAsync(cancellationToken: cancellationToken)).Value.ContentLength;
        }
        catch (RequestFailedException e)
        {
            throw Failure(e);
        }
    }

    // The full message lists headers and the query; the code is enough.
    private SourceReadException Failure(RequestFailedException e) => new(Name, $"{Name} could not be read: {e.Status} {e.ErrorCode}.", (HttpStatusCode)e.Status, e);
}
