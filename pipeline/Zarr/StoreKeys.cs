namespace RasterFlow.Zarr;

/// <summary>Keys of a store's objects (Zarr v3, chunk key encoding <c>default</c> with separator '/').</summary>
internal static class StoreKeys
{
    public const string Variables = "variables";
    public const string Time = "time";
    public const string TimeDelta = "time_delta";
    public const string Band = "band";
    public const string Y = "y";
    public const string X = "x";
    public const string SpatialRef = "spatial_ref";
    public const string Metadata = "zarr.json";

    /// <summary>A key below a root; the root may be empty or end with a slash.</summary>
    public static string Combine(string root, string key)
    {
        string trimmed = root.TrimEnd('/');
        return trimmed.Length == 0 ? key : $"{trimmed}/{key}";
    }

    /// <summary>The shard of a block, below the store's root.</summary>
    public static string Shard(BlockIndex block) => FormattableString.Invariant($"{Variables}/c/{block.Time}/0/{block.Row}/{block.Column}");
}
