namespace RasterFlow.Zarr;

/// <summary>There is no raster store at a place.</summary>
public sealed class RasterStoreNotFoundException(Uri address) : Exception($"There is no raster store at {address}: it has no zarr.json.")
{
    /// <summary>Where the metadata was looked for.</summary>
    public Uri Address { get; } = address;
}
