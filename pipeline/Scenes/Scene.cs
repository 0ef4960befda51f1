using NetTopologySuite.Geometries;

namespace RasterFlow.Scenes;

/// <summary>One satellite image of one tile at one moment: what the composite needs to know of a STAC item.</summary>
public sealed record Scene
{
    /// <summary>The STAC item's id.</summary>
    public required string Id { get; init; }

    /// <summary>When the image was taken (UTC).</summary>
    public required DateTimeOffset Acquired { get; init; }

    /// <summary>The image's outline in EPSG:4326.</summary>
    public required Geometry Footprint { get; init; }

    /// <summary>Share of cloud in per cent, when the item says so.</summary>
    public double? CloudCover { get; init; }

    /// <summary>The EPSG code of the image's own grid, when the item says so.</summary>
    public int? Epsg { get; init; }

    /// <summary>
    /// Scenes with the same value were taken in one pass of one satellite: where their tiles overlap they show the same moment,
    /// and only one of them counts in a composite.
    /// </summary>
    public required string Acquisition { get; init; }

    /// <summary>
    /// What to add to a digital number to have reflectance x 10000: -1000 for Sentinel-2 L2A since processing baseline 04.00
    /// (25 January 2022) unless the catalogue has applied it already, else 0.
    /// </summary>
    public int DigitalNumberOffset { get; init; }

    /// <summary>Images by the Sentinel-2 band that they hold: B01 ... B12, SCL.</summary>
    public required IReadOnlyDictionary<string, SceneAsset> Assets { get; init; }

    /// <summary>All images by the key of their asset, for example <c>image</c>; they may hold several bands.</summary>
    public IReadOnlyDictionary<string, SceneAsset> Files { get; init; } = new Dictionary<string, SceneAsset>();

    /// <summary>Where a tile index says which image lies on top, its place: the greatest is the topmost.</summary>
    public int Priority { get; init; }
}

/// <summary>One image file of a scene.</summary>
/// <param name="Href">Absolute address.</param>
/// <param name="PixelSize">Side of a pixel in units of the scene's CRS (proj:transform, gsd or raster:bands), when the item says so.</param>
/// <param name="OriginX">Left edge in units of the scene's CRS (proj:transform), when the item says so.</param>
/// <param name="OriginY">Top edge in units of the scene's CRS (proj:transform), when the item says so.</param>
public sealed record SceneAsset(Uri Href, double? PixelSize = null, double? OriginX = null, double? OriginY = null);
