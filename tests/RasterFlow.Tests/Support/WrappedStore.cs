using RasterFlow.Storage;

namespace RasterFlow.Tests.Support;

/// <summary>A store that passes everything on: the base of stores that go wrong in one way.</summary>
internal abstract class WrappedStore(IObjectStore inner) : IObjectStore
{
    public virtual Task<byte[]?> ReadAsync(string key, CancellationToken cancellationToken = default) => inner.ReadAsync(key, cancellationToken);

    public virtual Task<byte[]?> ReadRangeAsync(string key, long offsetBytes, int length, CancellationToken cancellationToken = default) =>
        inner.ReadRangeAsync(key, offsetBytes, length, cancellationToken);

    public virtual Task<Stream?> OpenReadAsync(string key, CancellationToken cancellationToken = default) => inner.OpenReadAsync(key, cancellationToken);

    public virtual Task<long?> GetLengthAsync(string key, CancellationToken cancellationToken = default) => inner.GetLengthAsync(key, cancellationToken);

    public virtual Task WriteAsync(string key, ReadOnlyMemory<byte> content, CancellationToken cancellationToken = default) =>
        inner.WriteAsync(key, content, cancellationToken);

    public virtual Task WriteAsync(string key, Stream content, CancellationToken cancellationToken = default) => inner.WriteAsync(key, content, cancellationToken);

    public virtual Task<TaggedObject?> ReadTaggedAsync(string key, CancellationToken cancellationToken = default) => inner.ReadTaggedAsync(key, cancellationToken);

    public virtual Task<bool> TryReplaceAsync(string key, ReadOnlyMemory<byte> content, string? expectedTag, CancellationToken cancellationToken = default) =>
        inner.TryReplaceAsync(key, content, expectedTag, cancellationToken);

    public virtual IAsyncEnumerable<ObjectEntry> ListAsync(string prefix, CancellationToken cancellationToken = default) => inner.ListAsync(prefix, cancellationToken);

    public virtual Task DeleteAsync(string key, CancellationToken cancellationToken = default) => inner.DeleteAsync(key, cancellationToken);

    public virtual Uri GetUri(string key) => inner.GetUri(key);
}
