using System.Text.Json.Serialization;

namespace RasterFlow.Tiles;

/// <summary>How vectors become map tiles.</summary>
public sealed record TileOptions
{
    /// <summary>Units across a tile (Mapbox Vector Tile 2.1, section 4.1): 8 to a screen pixel of a 512-pixel tile.</summary>
    public const int Extent = 4096;

    private const double EarthCircumferenceMetres = 40075016.68557849;
    private const int DefaultMaxZoom = 14;
    private const int DeepestDefault = 16;

    /// <summary>The deepest zoom whose tile units are whole numbers of 32 bits across the world.</summary>
    public const int DeepestZoom = 18;

    /// <summary>Lowest zoom; null: the first at which all features together cover enough to be drawn true to their area.</summary>
    public int? MinZoom { get; init; }

    /// <summary>Highest zoom; null: from <see cref="PixelSizeMetres"/>, or from the features' own detail. Maps draw closer views from the highest zoom.</summary>
    public int? MaxZoom { get; init; }

    /// <summary>Pixel size of the raster that the vectors come from, metres.</summary>
    public double? PixelSizeMetres { get; init; }

    /// <summary>Units that tiles reach beyond their edge; the default is tippecanoe's 5/256 of a tile.</summary>
    public int Buffer { get; init; } = 80;

    /// <summary>Corners are left out while the triangle that this cuts off is smaller than this squared, in tile units.</summary>
    public double SimplifyTolerance { get; init; } = 1;

    /// <summary>
    /// Polygons and holes below this area, in square tile units, are not drawn one by one: their areas add up, and each time the sum reaches this
    /// a square of that area is drawn. 64 is one screen pixel.
    /// </summary>
    public double TinyArea { get; init; } = 64;

    /// <summary>The same for lines, by their length in tile units.</summary>
    [JsonIgnore]
    public double TinyLength => Math.Sqrt(TinyArea);

    /// <summary>
    /// So many of the deepest zooms say everything of a feature; the others leave out its perimeter and the least, the greatest and the deviation of its
    /// scores, as does a tile that would be too large with them.
    /// </summary>
    public int DetailZooms { get; init; } = 3;

    /// <summary>The first zoom that says everything of a feature.</summary>
    /// <param name="maxZoom">The highest zoom in use.</param>
    internal int DetailZoom(int maxZoom) => maxZoom - DetailZooms + 1;

    /// <summary>Most bytes of a compressed tile; 500,000 is what tippecanoe and the map services allow.</summary>
    public int TileBytesLimit { get; init; } = 500_000;

    /// <summary>Most features of a tile; crowded tiles are drawn coarser.</summary>
    public int TileFeaturesLimit { get; init; } = 50_000;

    /// <summary>Memory for sorting in bytes; what does not fit is sorted on disk. The archive does not depend on it.</summary>
    [JsonIgnore]
    public int SortBytes { get; init; } = 128 << 20;

    /// <summary>Layer names by label; labels that are missing get <see cref="LayerOf"/>'s default.</summary>
    public IReadOnlyDictionary<string, string> LayerNames { get; init; } = new Dictionary<string, string>();

    /// <summary>The archive's name, for its metadata.</summary>
    public string Name { get; init; } = "RasterFlow";

    /// <summary>The archive's description, for its metadata.</summary>
    public string? Description { get; init; }

    /// <summary>Attribution, shown on maps.</summary>
    public string? Attribution { get; init; }

    /// <summary>The layer of a label: <c>fields</c> for <c>field</c>, <c>boundaries</c> for <c>field_boundaries</c>, else the label itself.</summary>
    public string LayerOf(string label) => LayerNames.TryGetValue(label, out string? name) ? name : label switch
    {
        "field" => "fields",
        "field_boundaries" => "boundaries",
        _ => label,
    };

    /// <summary>The highest zoom in use: the first at which a raster pixel is at least four tile units wide.</summary>
    /// <param name="detailMetres">Detail of the features, in use when nobody says the pixel size; null: 14 then.</param>
    public int ResolveMaxZoom(double? detailMetres = null)
    {
        int least = MinZoom ?? 0;
        if (MaxZoom is { } zoom)
        {
            return Math.Max(zoom, least);
        }

        if ((PixelSizeMetres ?? detailMetres) is not { } pixel)
        {
            return Math.Max(DefaultMaxZoom, least);
        }

        double unitsAtZoom0 = EarthCircumferenceMetres / Extent;
        return Math.Clamp((int)Math.Ceiling(Math.Log2(unitsAtZoom0 / (pixel / 4))), least, Math.Max(least, DeepestDefault));
    }
}
