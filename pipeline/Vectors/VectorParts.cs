using System.Runtime.CompilerServices;
using RasterFlow.Storage;

namespace RasterFlow.Vectors;

/// <summary>The features of a result.</summary>
public static class VectorParts
{
    /// <summary>Reads part files one after the other: all features in Hilbert order.</summary>
    /// <param name="store">Holds the parts.</param>
    /// <param name="keys">Their keys, in order.</param>
    /// <param name="cancellationToken">Stops reading.</param>
    public static async IAsyncEnumerable<VectorFeature> ReadAsync(
        IObjectStore store, IEnumerable<string> keys, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(keys);
        foreach (string key in keys)
        {
            await foreach (VectorFeature feature in GeoParquetReader.ReadAsync(store, key, cancellationToken))
            {
                yield return feature;
            }
        }
    }
}
