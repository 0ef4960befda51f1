using System.Security.Cryptography;
using Microsoft.Extensions.Logging;
using RasterFlow.Inference;
using RasterFlow.Storage;

namespace RasterFlow.GpuContainer;

/// <summary>
/// Models on the local disk, by their SHA-256, the least recently used deleted beyond a limit. A disk that is full, or cannot be written, costs only the
/// reuse after a restart: the model is then held in memory. Not for concurrent use.
/// </summary>
internal sealed class ModelFiles(IObjectStore store, WorkerSettings settings, ILogger<ModelFiles> log)
{
    private const int CopyBytes = 1 << 20;

    /// <summary>A job's model.</summary>
    /// <exception cref="ModelMismatchException">The model is not there, or is not the one that the job names.</exception>
    public async Task<ModelContent> GetAsync(InferenceJob job, CancellationToken cancellationToken)
    {
        string sha256 = job.ModelSha256.ToLowerInvariant();
        if (sha256.Length != SHA256.HashSizeInBytes * 2 || !sha256.All(char.IsAsciiHexDigit))
        {
            throw new ModelMismatchException($"'{job.ModelSha256}' is not the SHA-256 of a model.");
        }

        string path = Path.Combine(settings.ModelCacheFolder, $"{sha256}.onnx");
        try
        {
            if (!File.Exists(path))
            {
                await DownloadAsync(job, sha256, path, cancellationToken);
            }

            File.SetLastAccessTimeUtc(path, DateTime.UtcNow);
            DeleteBeyond(settings.ModelCacheBytes, path);
            return new ModelContent(path, null, Path.Combine(settings.ModelCacheFolder, "engines"));
        }
        catch (DiskException e)
        {
            log.LogWarning("The model {Model} is held in memory: {Folder} cannot keep it ({Reason})", job.ModelKey, settings.ModelCacheFolder, e.InnerException!.Message);
            return new ModelContent(null, await ReadAsync(job, sha256, cancellationToken), null);
        }
    }

    // The file gets its name only when its hash is right, so a file under that name is whole.
    private async Task DownloadAsync(InferenceJob job, string sha256, string path, CancellationToken cancellationToken)
    {
        string partial = $"{path}.{Environment.ProcessId}.partial";
        try
        {
            await using Stream source = await OpenAsync(job, cancellationToken);
            OnDisk(() => Directory.CreateDirectory(settings.ModelCacheFolder));
            string actual = await CopyAsync(source, partial, cancellationToken);
            ThrowIfOther(job, sha256, actual);
            OnDisk(() => File.Move(partial, path, overwrite: true));
        }
        finally
        {
            Delete(partial);
        }
    }

    private static async Task<string> CopyAsync(Stream source, string path, CancellationToken cancellationToken)
    {
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        FileStream? file = null;
        byte[] buffer = new byte[CopyBytes];
        try
        {
            OnDisk(() => file = new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 0));
            for (int read; (read = await source.ReadAsync(buffer, cancellationToken)) > 0;)
            {
                hash.AppendData(buffer, 0, read);
                OnDisk(() => file!.Write(buffer, 0, read));
            }
        }
        finally
        {
            file?.Dispose();
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    private async Task<byte[]> ReadAsync(InferenceJob job, string sha256, CancellationToken cancellationToken)
    {
        await using Stream source = await OpenAsync(job, cancellationToken);
        using MemoryStream content = new();
        await source.CopyToAsync(content, cancellationToken);
        byte[] bytes = content.ToArray();
        ThrowIfOther(job, sha256, Convert.ToHexStringLower(SHA256.HashData(bytes)));
        return bytes;
    }

    private async Task<Stream> OpenAsync(InferenceJob job, CancellationToken cancellationToken) =>
        await store.OpenReadAsync(job.ModelKey, cancellationToken) ?? throw new ModelMismatchException($"The model {job.ModelKey} does not exist.");

    private static void ThrowIfOther(InferenceJob job, string expected, string actual)
    {
        if (actual != expected)
        {
            throw new ModelMismatchException($"The model {job.ModelKey} has the SHA-256 {actual}; the job was made with {expected}. Was it replaced?");
        }
    }

    // A file that a session has open stays readable until it is closed.
    private void DeleteBeyond(long limitBytes, string keep)
    {
        long total = 0;
        foreach (FileInfo file in new DirectoryInfo(settings.ModelCacheFolder).EnumerateFiles("*.onnx").OrderByDescending(file => file.FullName == keep).ThenByDescending(static file => file.LastAccessTimeUtc))
        {
            total += file.Length;
            if (total > limitBytes && file.FullName != keep)
            {
                Delete(file.FullName);
            }
        }
    }

    private static void Delete(string path)
    {
        try
        {
            File.Delete(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Somebody else's, or gone with its folder: no harm.
        }
    }

    // Tells what the disk refuses from what the network loses.
    private static void OnDisk(Action action)
    {
        try
        {
            action();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new DiskException(e);
        }
    }

    private sealed class DiskException(Exception inner) : Exception(inner.Message, inner);
}
