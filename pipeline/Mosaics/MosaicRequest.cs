using RasterFlow.Areas;
using RasterFlow.Imagery;

namespace RasterFlow.Mosaics;

/// <summary>What mosaic to build.</summary>
public sealed record MosaicRequest
{
    /// <summary>Names of datasets (<see cref="DatasetName"/> and <see cref="OwnDatasets"/>), stacked in this order on the band axis.</summary>
    public required IReadOnlyList<string> Datasets { get; init; }

    /// <summary>Datasets that the request itself describes.</summary>
    public IReadOnlyList<Dataset> OwnDatasets { get; init; } = [];

    /// <summary>The area to cover, EPSG:4326.</summary>
    public required AreaOfInterest Area { get; init; }

    /// <summary>First day, inclusive.</summary>
    public required DateOnly Start { get; init; }

    /// <summary>The day after the last one.</summary>
    public required DateOnly End { get; init; }

    /// <summary>The mosaic's reference system; null for the scenes' own, or the area's UTM zone when they disagree.</summary>
    public Crs? TargetCrs { get; init; }

    /// <summary>Side of a pixel in units of the mosaic's reference system; null for the finest native one.</summary>
    public double? Resolution { get; init; }

    /// <summary>How bands are brought onto the grid; classes are always the nearest pixel's.</summary>
    public Resampling Resampling { get; init; }

    /// <summary>Scenes with this cloud cover (per cent) or more are left out.</summary>
    public double MaxCloudCover { get; init; } = 75;

    /// <summary>Adds the band <see cref="DatasetCatalog.ValidPixelBand"/> to datasets that do not have it by themselves.</summary>
    public bool CountValidPixels { get; init; }

    /// <summary>Zarr format of the store: 2, or null for 3.</summary>
    public int? ZarrFormat { get; init; }

    /// <summary>Compressor of the store: <c>gzip</c>, or null for zstd.</summary>
    public string? Compression { get; init; }

    /// <summary>What happens when an image cannot be read.</summary>
    public SceneFailure OnSceneFailure { get; init; }

    /// <summary>Side of a block (= shard) in pixels; a multiple of <see cref="ChunkSize"/>.</summary>
    public int BlockSize { get; init; } = 1024;

    /// <summary>Side of an inner chunk in pixels.</summary>
    public int ChunkSize { get; init; } = 256;

    /// <summary>Names of all datasets that the request may use.</summary>
    internal IEnumerable<string> KnownNames => DatasetCatalog.Names.Concat(OwnDatasets.Select(dataset => dataset.Name));

    /// <summary>Finds a dataset by name; null when there is none.</summary>
    internal Dataset? Find(string name) => DatasetCatalog.Find(name) ?? OwnDatasets.FirstOrDefault(dataset => dataset.Name == name);
}
