using System.Text.Json.Serialization;
using RasterFlow.Imagery;

namespace RasterFlow.Mosaics;

/// <summary>One dataset's bands on the band axis of a mosaic.</summary>
public sealed record MosaicLayer
{
    /// <summary>The dataset's name.</summary>
    public required string Dataset { get; init; }

    /// <summary>Index of the layer's first band on the band axis.</summary>
    public required int FirstBand { get; init; }

    /// <summary>Names of the bands in order.</summary>
    public required IReadOnlyList<string> Bands { get; init; }

    /// <summary>Where each band is found: keys of <see cref="PlannedScene.Assets"/>.</summary>
    public required IReadOnlyList<string> Sources { get; init; }

    /// <summary>True when the number of looks that count follows the bands.</summary>
    public required bool CountsValidPixels { get; init; }

    /// <summary>How looks become one value.</summary>
    [JsonConverter(typeof(JsonStringEnumConverter<CompositeMethod>))]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public CompositeMethod Method { get; init; }

    /// <summary>Which pixels count; null for all that have data.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public MaskRule? Mask { get; init; }

    /// <summary>True when each scene's own <see cref="PlannedScene.DigitalNumberOffset"/> is added.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool UsesSceneOffset { get; init; }

    /// <summary>What is added to each number, after <see cref="Scale"/>.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public double Offset { get; init; }

    /// <summary>What each number is multiplied with; null leaves it.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public double? Scale { get; init; }

    /// <summary>A number that means no data, beside 0 and what the image itself names.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public ushort? NoData { get; init; }

    /// <summary>How the layer's bands are brought onto the grid; null for the mosaic's way.</summary>
    [JsonConverter(typeof(JsonStringEnumConverter<Resampling>))]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public Resampling? Resampling { get; init; }

    /// <summary>Bands that the layer has on the axis, the number of looks included.</summary>
    [JsonIgnore]
    public int BandCount => Bands.Count + (CountsValidPixels ? 1 : 0);

    /// <summary>What is added to a scene's numbers when they have been read (and scaled, with the offset in it).</summary>
    internal int OffsetOf(PlannedScene scene) => Scale is not null ? 0 : (int)Math.Round(Offset) + (UsesSceneOffset ? scene.DigitalNumberOffset : 0);
}
