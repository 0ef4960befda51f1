using RasterFlow.Scenes;

namespace RasterFlow.Mosaics.TileIndexes;

/// <summary>How a tile index (a table of images and where they lie) is read.</summary>
public sealed record TileIndexOptions
{
    /// <summary>The key of the images in the scenes' <see cref="Scene.Files"/>.</summary>
    public const string ImageKey = "gti";

    /// <summary>The index: GeoJSON (EPSG:4326) or GeoParquet; null only in a document with problems.</summary>
    public required Uri? Index { get; init; }

    /// <summary>The attribute with an image's address, absolute or relative to the index.</summary>
    public string LocationField { get; init; } = "location";

    /// <summary>The attribute with the time of an image; null puts all images on the job's first day.</summary>
    public string? TimeColumn { get; init; }

    /// <summary>Which rows are used; null uses all.</summary>
    public AttributeFilter? Query { get; init; }

    /// <summary>The attribute that says which image lies on top: the greatest value; null goes by time.</summary>
    public string? SortField { get; init; }

    /// <summary>Bands that each image must have: the greatest number of a band that is asked for.</summary>
    public int LeastBands { get; init; } = 1;

    /// <summary>All attributes that are needed.</summary>
    internal IEnumerable<string> Attributes => new[] { LocationField, TimeColumn, SortField }.OfType<string>().Concat(Query?.Attributes ?? []).Distinct(StringComparer.Ordinal);
}
