namespace RasterFlow.Storage;

/// <summary>
/// The one way the pipeline sees storage: a flat space of immutable-when-written objects under slash-separated keys.
/// Writes are atomic: a reader sees the whole old object, the whole new one, or none.
/// </summary>
public interface IObjectStore
{
    /// <summary>Reads a whole object; <see langword="null"/> when it does not exist.</summary>
    Task<byte[]?> ReadAsync(string key, CancellationToken cancellationToken = default);

    /// <summary>Reads <paramref name="length"/> bytes from <paramref name="offsetBytes"/>, fewer at the object's end; <see langword="null"/> when the object does not exist.</summary>
    Task<byte[]?> ReadRangeAsync(string key, long offsetBytes, int length, CancellationToken cancellationToken = default);

    /// <summary>Fills a buffer from <paramref name="offsetBytes"/>; returns the bytes read, fewer at the object's end; <see langword="null"/> when the object does not exist.</summary>
    async Task<int?> ReadRangeAsync(string key, long offsetBytes, Memory<byte> destination, CancellationToken cancellationToken = default)
    {
        byte[]? bytes = await ReadRangeAsync(key, offsetBytes, destination.Length, cancellationToken);
        bytes.CopyTo(destination);
        return bytes?.Length;
    }

    /// <summary>Opens an object as a stream; <see langword="null"/> when it does not exist. The caller disposes it.</summary>
    Task<Stream?> OpenReadAsync(string key, CancellationToken cancellationToken = default);

    /// <summary>The object's size in bytes; <see langword="null"/> when it does not exist.</summary>
    Task<long?> GetLengthAsync(string key, CancellationToken cancellationToken = default);

    /// <summary>Writes a whole object, replacing what is there.</summary>
    Task WriteAsync(string key, ReadOnlyMemory<byte> content, CancellationToken cancellationToken = default);

    /// <summary>Writes a whole object from a stream, replacing what is there. The object appears only when all of it is written.</summary>
    Task WriteAsync(string key, Stream content, CancellationToken cancellationToken = default);

    /// <summary>Reads an object with the tag that <see cref="TryReplaceAsync"/> compares; <see langword="null"/> when it does not exist.</summary>
    Task<TaggedObject?> ReadTaggedAsync(string key, CancellationToken cancellationToken = default);

    /// <summary>The object's tag alone, as <see cref="ReadTaggedAsync"/> gives it; <see langword="null"/> when it does not exist.</summary>
    async Task<string?> GetTagAsync(string key, CancellationToken cancellationToken = default) => (await ReadTaggedAsync(key, cancellationToken))?.Tag;

    /// <summary>
    /// Writes only if the object still has <paramref name="expectedTag"/> (<see langword="null"/>: only if it does not exist).
    /// Returns false, and writes nothing, when somebody else was faster.
    /// </summary>
    Task<bool> TryReplaceAsync(string key, ReadOnlyMemory<byte> content, string? expectedTag, CancellationToken cancellationToken = default);

    /// <summary>Lists the objects whose key starts with <paramref name="prefix"/>, in ordinal order of their keys.</summary>
    IAsyncEnumerable<ObjectEntry> ListAsync(string prefix, CancellationToken cancellationToken = default);

    /// <summary>Deletes an object; nothing happens when it does not exist.</summary>
    Task DeleteAsync(string key, CancellationToken cancellationToken = default);

    /// <summary>The address of an object, without any secret in it.</summary>
    Uri GetUri(string key);
}

/// <summary>A listed object: its key and its size in bytes.</summary>
public readonly record struct ObjectEntry(string Key, long LengthBytes);

/// <summary>An object's content and the tag (HTTP ETag or equivalent) of that version.</summary>
public sealed record TaggedObject(ReadOnlyMemory<byte> Content, string Tag);
