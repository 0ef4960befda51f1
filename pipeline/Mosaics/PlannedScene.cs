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

    /// <summary>
    /// The scene's place in each of its layers that picks single scenes (<see cref="CompositeMethod"/>), parallel to <see cref="Layers"/>; the least is the best, scenes of
    /// one acquisition share a place. Null when none of its layers does.
    /// </summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<int>? Orders { get; init; }

    /// <summary>Absolute addresses of the images needed, by source (<see cref="MosaicLayer.Sources"/>), mask images included.</summary>
    public required IReadOnlyDictionary<string, Uri> Assets { get; init; }

    /// <summary>The scene's place in a layer that picks single scenes.</summary>
    internal int OrderIn(int layer)
    {
        for (int i = 0; i < Layers.Count; i++)
        {
            if (Layers[i] == layer)
            {
                return Orders?[i] ?? 0;
            }
        }

        throw new ArgumentException($"The scene {Id} is not in layer {layer}.", nameof(layer));
    }
}
