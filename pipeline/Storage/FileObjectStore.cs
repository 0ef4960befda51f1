using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using Microsoft.Win32.SafeHandles;

namespace RasterFlow.Storage;

/// <summary>Objects as files below a folder: for samples, benchmarks and tests. The cloud hosts use <see cref="BlobObjectStore"/>.</summary>
public sealed class FileObjectStore : IObjectStore
{
    private const string TemporaryEnding = ".partial";

    private readonly string _root;

    /// <summary>Opens a store below <paramref name="root"/>, which need not exist yet.</summary>
    public FileObjectStore(string root) => _root = Path.TrimEndingDirectorySeparator(Path.GetFullPath(root));

    /// <inheritdoc/>
    public async Task<byte[]?> ReadAsync(string key, CancellationToken cancellationToken = default)
    {
        string path = PathOf(key);
        return File.Exists(path) ? await File.ReadAllBytesAsync(path, cancellationToken) : null;
    }

    /// <inheritdoc/>
    public async Task<byte[]?> ReadRangeAsync(string key, long offsetBytes, int length, CancellationToken cancellationToken = default)
    {
        if (await GetLengthAsync(key, cancellationToken) is not { } total)
        {
            return null;
        }

        byte[] buffer = new byte[Math.Clamp(total - offsetBytes, 0, length)];
        int filled = await ReadRangeAsync(key, offsetBytes, buffer.AsMemory(), cancellationToken) ?? 0;
        return filled == buffer.Length ? buffer : throw new EndOfStreamException($"{key}: expected {buffer.Length} bytes at {offsetBytes}, got {filled}.");
    }

    /// <inheritdoc/>
    public Task<int?> ReadRangeAsync(string key, long offsetBytes, Memory<byte> destination, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return Task.FromResult(ReadRange(key, offsetBytes, destination.Span));
    }

    /// <inheritdoc/>
    public Task<Stream?> OpenReadAsync(string key, CancellationToken cancellationToken = default)
    {
        string path = PathOf(key);
        return Task.FromResult<Stream?>(File.Exists(path) ? File.OpenRead(path) : null);
    }

    /// <inheritdoc/>
    public Task<long?> GetLengthAsync(string key, CancellationToken cancellationToken = default)
    {
        FileInfo file = new(PathOf(key));
        return Task.FromResult(file.Exists ? file.Length : (long?)null);
    }

    /// <inheritdoc/>
    public async Task WriteAsync(string key, ReadOnlyMemory<byte> content, CancellationToken cancellationToken = default)
    {
        string path = PathOf(key);
        File.Move(await WriteTemporaryAsync(path, content, cancellationToken), path, overwrite: true);
    }

    /// <inheritdoc/>
    public async Task WriteAsync(string key, Stream content, CancellationToken cancellationToken = default)
    {
        string path = PathOf(key);
        string temporary = TemporaryFor(path);
        using FileStream file = new(Create(temporary), FileAccess.Write);
        try
        {
            await content.CopyToAsync(file, cancellationToken);
            file.Close();
            File.Move(temporary, path, overwrite: true);
        }
        catch
        {
            // What a stream that failed has given so far is nobody's.
            file.Close();
            File.Delete(temporary);
            throw;
        }
    }

    /// <inheritdoc/>
    public async Task<TaggedObject?> ReadTaggedAsync(string key, CancellationToken cancellationToken = default) =>
        await ReadAsync(key, cancellationToken) is { } content ? new TaggedObject(content, TagOf(content)) : null;

    /// <inheritdoc/>
    /// <remarks>Holds between processes too.</remarks>
    public async Task<bool> TryReplaceAsync(string key, ReadOnlyMemory<byte> content, string? expectedTag, CancellationToken cancellationToken = default)
    {
        string path = PathOf(key);
        if (File.Exists(path) != expectedTag is not null)
        {
            return false;
        }

        string temporary = await WriteTemporaryAsync(path, content, cancellationToken);
        bool isReplaced = false;
        try
        {
            isReplaced = expectedTag is null
                ? await NewFile.TryMoveAsync(temporary, path, cancellationToken)
                : await TryReplaceTaggedAsync(key, temporary, expectedTag, cancellationToken);
            return isReplaced;
        }
        finally
        {
            if (!isReplaced)
            {
                File.Delete(temporary);
            }
        }
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<ObjectEntry> ListAsync(string prefix, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        await Task.CompletedTask;
        if (!Directory.Exists(_root))
        {
            yield break;
        }

        IEnumerable<string> keys = Directory.EnumerateFiles(_root, "*", SearchOption.AllDirectories)
            .Where(path => !IsOwn(Path.GetFileName(path.AsSpan())))
            .Select(path => Path.GetRelativePath(_root, path).Replace(Path.DirectorySeparatorChar, '/'))
            .Where(key => key.StartsWith(prefix, StringComparison.Ordinal))
            .Order(StringComparer.Ordinal);
        foreach (string key in keys)
        {
            cancellationToken.ThrowIfCancellationRequested();
            FileInfo file = new(PathOf(key));
            if (file.Exists)
            {
                yield return new ObjectEntry(key, file.Length);
            }
        }
    }

    /// <inheritdoc/>
    public Task DeleteAsync(string key, CancellationToken cancellationToken = default)
    {
        File.Delete(PathOf(key));
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Uri GetUri(string key) => new(PathOf(key));

    /// <summary>
    /// On the caller's thread: the runtime reads files asynchronously by handing them to another thread of the pool, which costs more than most reads take.
    /// </summary>
    private int? ReadRange(string key, long offsetBytes, Span<byte> destination)
    {
        string path = PathOf(key);
        if (!File.Exists(path))
        {
            return null;
        }

        using SafeFileHandle handle = File.OpenHandle(path);
        int filled = 0;
        while (filled < destination.Length)
        {
            int read = RandomAccess.Read(handle, destination[filled..], offsetBytes + filled);
            if (read == 0)
            {
                break;
            }

            filled += read;
        }

        return filled;
    }

    private static string TagOf(byte[] content) => Convert.ToHexString(SHA256.HashData(content));

    private static string TemporaryFor(string path) => $"{path}.{Guid.NewGuid():N}{TemporaryEnding}";

    /// <summary>Whether a file is the store's own, and no object.</summary>
    private static bool IsOwn(ReadOnlySpan<char> name) => FileLock.IsLock(name) || name.EndsWith(TemporaryEnding, StringComparison.Ordinal);

    private static async Task<string> WriteTemporaryAsync(string path, ReadOnlyMemory<byte> content, CancellationToken cancellationToken)
    {
        string temporary = TemporaryFor(path);
        using SafeFileHandle file = Create(temporary);
        await RandomAccess.WriteAsync(file, content, 0, cancellationToken);
        return temporary;
    }

    /// <summary>Makes the file, and its folder where that is missing: asking for the folder before each of many objects costs as much as writing a small one.</summary>
    private static SafeFileHandle Create(string path)
    {
        try
        {
            return File.OpenHandle(path, FileMode.CreateNew, FileAccess.Write);
        }
        catch (Exception e) when (e is DirectoryNotFoundException or FileNotFoundException)
        {
            // The runtime tells a missing folder by looking for it afterwards: where another object has made it meanwhile, it says that the file is missing.
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            return File.OpenHandle(path, FileMode.CreateNew, FileAccess.Write);
        }
    }

    private async Task<bool> TryReplaceTaggedAsync(string key, string temporary, string expectedTag, CancellationToken cancellationToken)
    {
        string path = PathOf(key);
        await using FileStream held = await FileLock.AcquireAsync(path, cancellationToken);
        if ((await ReadTaggedAsync(key, cancellationToken))?.Tag != expectedTag)
        {
            return false;
        }

        File.Move(temporary, path, overwrite: true);
        return true;
    }

    private string PathOf(string key)
    {
        string path = Path.GetFullPath(Path.Combine(_root, key));
        return path.StartsWith(_root + Path.DirectorySeparatorChar, StringComparison.Ordinal)
            ? path
            : throw new ArgumentException($"The key '{key}' leaves the store's folder.", nameof(key));
    }
}
