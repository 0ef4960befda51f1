namespace RasterFlow.Jobs;

/// <summary>Where a run makes its mosaic.</summary>
/// <param name="Hash">Hash of all that determines the mosaic: part of its address, and of the addresses of all that is made of it.</param>
/// <param name="Earlier">Root keys of earlier ones, the latest first, whose whole blocks are taken.</param>
public sealed record MosaicAddress(string Hash, IReadOnlyList<string> Earlier)
{
    /// <summary>Root key of the mosaic's store.</summary>
    public string Root => RootOf(Hash);

    /// <summary>Root key of the store of a mosaic with a hash.</summary>
    public static string RootOf(string hash) => $"mosaics/{hash}/mosaic.zarr";
}
