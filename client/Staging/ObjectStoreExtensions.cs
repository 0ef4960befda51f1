using RasterFlow.Storage;

namespace RasterFlow.Client.Staging;

internal static class ObjectStoreExtensions
{
    /// <summary>Writes an object whose key is made of its content: one of the same length is the same.</summary>
    public static async Task WriteIfMissingAsync(this IObjectStore store, string key, byte[] content, CancellationToken cancellationToken)
    {
        if (await store.GetLengthAsync(key, cancellationToken) != content.Length)
        {
            await store.WriteAsync(key, content, cancellationToken);
        }
    }
}
