namespace RasterFlow.Zarr;

/// <summary>An object of a store does not hold what it should: it was cut off or damaged. Delete it and build it again.</summary>
public sealed class RasterStoreCorruptException : Exception
{
    /// <summary>States which object is damaged, and how.</summary>
    public RasterStoreCorruptException(Uri address, string problem, Exception? innerException = null)
        : base($"{address}: {problem}.", innerException) => Address = address;

    /// <summary>The damaged object.</summary>
    public Uri Address { get; }
}
