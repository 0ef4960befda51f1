namespace RasterFlow.Zarr;

/// <summary>A store is valid Zarr, or may be, but uses something that this reader does not know.</summary>
public sealed class RasterStoreUnsupportedException(Uri address, string feature) : Exception($"{address}: {feature} is not supported.")
{
    /// <summary>The metadata document.</summary>
    public Uri Address { get; } = address;

    /// <summary>What is not supported, for example <c>codec 'blosc'</c>.</summary>
    public string Feature { get; } = feature;
}
