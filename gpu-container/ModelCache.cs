using System.Security.Cryptography;
using RasterFlow.Inference;
using RasterFlow.Storage;

namespace RasterFlow.GpuContainer;

/// <summary>
/// Loaded models: files on the local disk by their SHA-256, and the few most recently used sessions. Not for concurrent use: the worker computes one block at a time.
/// </summary>
internal sealed class ModelCache(IObjectStore store, InferenceDevice device, string folder, int capacity) : IDisposable
{
    // Most recently used last.
    private readonly List<(string Key, OnnxModelRunner Runner)> _loaded = [];

    /// <summary>Sessions held.</summary>
    public int Count => _loaded.Count;

    /// <summary>A job's model, loaded; stays the cache's.</summary>
    /// <exception cref="ModelMismatchException">The model is not there, is not the one that the job names, or cannot do what the job asks.</exception>
    public async Task<OnnxModelRunner> GetAsync(InferenceJob job, CancellationToken cancellationToken)
    {
        string where = device.For(job.Device);
        string key = $"{job.ModelSha256.ToLowerInvariant()} {where} {OnnxModelRunner.BatchOn(where, job)} {job.Labels.Count}";
        int at = _loaded.FindIndex(entry => entry.Key == key);
        if (at >= 0)
        {
            (string Key, OnnxModelRunner Runner) entry = _loaded[at];
            _loaded.RemoveAt(at);
            _loaded.Add(entry);
            entry.Runner.ThrowIfMismatch(job);
            return entry.Runner;
        }

        string path = await DownloadAsync(job, cancellationToken);
        while (_loaded.Count >= capacity)
        {
            _loaded[0].Runner.Dispose();
            _loaded.RemoveAt(0);
        }

        OnnxModelRunner runner = OnnxModelRunner.Load(path, job, where);
        _loaded.Add((key, runner));
        return runner;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach ((_, OnnxModelRunner runner) in _loaded)
        {
            runner.Dispose();
        }

        _loaded.Clear();
    }

    // The file gets its name only when its hash is right, so a file under that name is whole.
    private async Task<string> DownloadAsync(InferenceJob job, CancellationToken cancellationToken)
    {
        string expected = job.ModelSha256.ToLowerInvariant();
        if (expected.Length != SHA256.HashSizeInBytes * 2 || !expected.All(char.IsAsciiHexDigit))
        {
            throw new ModelMismatchException($"'{job.ModelSha256}' is not the SHA-256 of a model.");
        }

        Directory.CreateDirectory(folder);
        string path = Path.Combine(folder, $"{expected}.onnx");
        if (File.Exists(path))
        {
            return path;
        }

        string partial = $"{path}.{Guid.NewGuid():N}.partial";
        try
        {
            string actual = await CopyAsync(job, partial, cancellationToken);
            if (actual != expected)
            {
                throw new ModelMismatchException($"The model {job.ModelKey} has the SHA-256 {actual}; the job was made with {expected}. Was it replaced?");
            }

            File.Move(partial, path, overwrite: true);
            return path;
        }
        finally
        {
            File.Delete(partial);
        }
    }

    private async Task<string> CopyAsync(InferenceJob job, string path, CancellationToken cancellationToken)
    {
        await using Stream source = await store.OpenReadAsync(job.ModelKey, cancellationToken)
            ?? throw new ModelMismatchException($"The model {job.ModelKey} does not exist.");
        await using FileStream file = new(path, FileMode.CreateNew, FileAccess.ReadWrite);
        await source.CopyToAsync(file, cancellationToken);
        file.Position = 0;
        return Convert.ToHexStringLower(await SHA256.HashDataAsync(file, cancellationToken));
    }
}
