using System.Text.Json.Serialization;
using RasterFlow.Imagery;

namespace RasterFlow.Mosaics;

/// <summary>A scene's part in one time step of a mosaic.</summary>
public sealed record PlannedScene
{
    /// <summary>The STAC item's id.</summary>
    public required string Id { get; init; }

    /// <summary>The pass that the scene belongs to; scenes of one pass count once at each pixel.</summary>
    public required string Acquisition { get; init; }

    /// <summary>When the image was taken (UTC).</summary>
    public required DateTimeOffset Acquired { get; init; }

    /// <summary>What to add to a digital number to have reflectance x 10000.</summary>
    public int DigitalNumberOffset { get; init; }

    /// <summary>EPSG code of the scene's own grid, when known.</summary>
    public int? Epsg { get; init; }

    /// <summary>The part of the mosaic's grid that the scene can touch: its footprint's envelope with a margin.</summary>
    [JsonConverter(typeof(PixelWindowJsonConverter))]
    public required PixelWindow Window { get; init; }

    /// <summary>Indices of the layers (<see cref="MosaicPlan.Layers"/>) that take the scene, ascending.</summary>
    public required IReadOnlyList<int> Layers { get; init; }

    /// <summary>Absolute addresses of the images needed, by band name, SCL included.</summary>
    public required IReadOnlyDictionary<string, Uri> Assets { get; init; }
}
