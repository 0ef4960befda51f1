using System.Collections.Concurrent;
using RasterFlow.Storage;

namespace RasterFlow.Tests.Zarr;

/// <summary>A store in memory that counts what is asked of it, and refuses to list: at a million objects nobody should.</summary>
internal sealed class CountingStore : IObjectStore
{
    private readonly ConcurrentDictionary<string, byte[]> _objects = new(StringComparer.Ordinal);
    private int _requests;
    private long _bytesRead;

    public int Requests => _requests;

    public long BytesRead => _bytesRead;

    public IEnumerable<string> Keys => _objects.Keys;

    public void Forget() => (_requests, _bytesRead) = (0, 0);

    public Task<byte[]?> ReadAsync(string key, CancellationToken cancellationToken = default) => Task.FromResult(Count(_objects.GetValueOrDefault(key)));

    public Task<byte[]?> ReadRangeAsync(string key, long offsetBytes, int length, CancellationToken cancellationToken = default) =>
        Task.FromResult(Count(_objects.GetValueOrDefault(key) is { } content ? content.AsSpan((int)offsetBytes, Math.Min(length, content.Length - (int)offsetBytes)).ToArray() : null));

    public Task<long?> GetLengthAsync(string key, CancellationToken cancellationToken = default)
    {
        Interlocked.Increment(ref _requests);
        return Task.FromResult<long?>(_objects.TryGetValue(key, out byte[]? content) ? content.Length : null);
    }

    public Task WriteAsync(string key, ReadOnlyMemory<byte> content, CancellationToken cancellationToken = default)
    {
        _objects[key] = content.ToArray();
        return Task.CompletedTask;
    }

    public Task DeleteAsync(string key, CancellationToken cancellationToken = default)
    {
        _objects.TryRemove(key, out _);
        return Task.CompletedTask;
    }

    public Uri GetUri(string key) => new($"memory:///{key}");

    public Task<Stream?> OpenReadAsync(string key, CancellationToken cancellationToken = default) => throw new NotSupportedException();

    public Task WriteAsync(string key, Stream content, CancellationToken cancellationToken = default) => throw new NotSupportedException();

    public Task<TaggedObject?> ReadTaggedAsync(string key, CancellationToken cancellationToken = default) => throw new NotSupportedException();

    public Task<bool> TryReplaceAsync(string key, ReadOnlyMemory<byte> content, string? expectedTag, CancellationToken cancellationToken = default) => throw new NotSupportedException();

    public IAsyncEnumerable<ObjectEntry> ListAsync(string prefix, CancellationToken cancellationToken = default) => throw new NotSupportedException("A store of a million objects was listed.");

    private byte[]? Count(byte[]? content)
    {
        Interlocked.Increment(ref _requests);
        Interlocked.Add(ref _bytesRead, content?.Length ?? 0);
        return content;
    }
}
