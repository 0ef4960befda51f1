namespace RasterFlow.Zarr;

/// <summary>Names in a store.</summary>
internal static class StoreKeys
{
    public const string Variables = "variables";
    public const string Time = "time";
    public const string TimeDelta = "time_delta";
    public const string Band = "band";
    public const string Y = "y";
    public const string X = "x";
    public const string SpatialRef = "spatial_ref";

    /// <summary>The metadata document of a group or an array (Zarr v3).</summary>
    public const string Metadata = "zarr.json";

    /// <summary>The metadata documents of Zarr v2.</summary>
    public const string GroupV2 = ".zgroup", ArrayV2 = ".zarray", AttributesV2 = ".zattrs", ConsolidatedV2 = ".zmetadata";

    /// <summary>A key below a root; the root may be empty or end with a slash.</summary>
    public static string Combine(string root, string key)
    {
        string trimmed = root.TrimEnd('/');
        return trimmed.Length == 0 ? key : $"{trimmed}/{key}";
    }

    /// <summary>A chunk (or shard) of <see cref="Variables"/> in a store that we write: separated by '/' in both formats.</summary>
    public static string Chunk(int format, long time, long band, long row, long column) =>
        FormattableString.Invariant($"{Variables}/{(format == 3 ? "c/" : string.Empty)}{time}/{band}/{row}/{column}");

    /// <summary>The one chunk of a coordinate in a store that we write.</summary>
    public static string Coordinate(int format, string name) => format == 3 ? $"{name}/c/0" : $"{name}/0";
}
