namespace RasterFlow.Tiles;

/// <summary>What a tile archive holds.</summary>
public sealed record TilesResult
{
    /// <summary>Tiles with content, all zooms.</summary>
    public required long TileCount { get; init; }

    /// <summary>Features read, by layer.</summary>
    public required IReadOnlyDictionary<string, long> FeaturesPerLayer { get; init; }

    /// <summary>Lowest zoom.</summary>
    public required int MinZoom { get; init; }

    /// <summary>Highest zoom.</summary>
    public required int MaxZoom { get; init; }

    /// <summary>West, south, east and north edge of the features, EPSG:4326; null when there is none.</summary>
    public required IReadOnlyList<double>? Bounds { get; init; }

    /// <summary>Tiles that had to be drawn coarser to meet the limits of bytes and features.</summary>
    public required long CoarsenedTiles { get; init; }

    /// <summary>Compressed size of the largest tile.</summary>
    public required int LargestTileBytes { get; init; }

    /// <summary>Size of the archive in bytes.</summary>
    public required long Bytes { get; init; }
}
