using RasterFlow.Imagery;

namespace RasterFlow.Mosaics;

/// <summary>What a dataset is made of. Values are uint16, 0 = no data; for Sentinel-2 digital numbers: reflectance x 10000.</summary>
public sealed record Dataset
{
    private readonly IReadOnlyList<string>? _sources;

    /// <summary>The name that jobs state; one of <see cref="DatasetName"/>, or that of a dataset that the job itself describes.</summary>
    public required string Name { get; init; }

    /// <summary>First part of the dataset's band labels, for example <c>s2med_windowed_pixel</c>.</summary>
    public required string LabelPrefix { get; init; }

    /// <summary>Bands in the order of the band axis.</summary>
    public required IReadOnlyList<string> Bands { get; init; }

    /// <summary>Where each band is found in a scene: a Sentinel-2 band's name, or <c>asset#number</c>. The bands' names unless set.</summary>
    public IReadOnlyList<string> Sources
    {
        get => _sources ?? Bands;
        init => _sources = value;
    }

    /// <summary>True when the band <see cref="DatasetCatalog.ValidPixelBand"/> follows the bands.</summary>
    public bool CountsValidPixels { get; init; }

    /// <summary>Days of the year that scenes are taken from; null for the whole year.</summary>
    public SeasonTable? Season { get; init; }

    /// <summary>How looks become one value.</summary>
    public CompositeMethod Method { get; init; }

    /// <summary>Which pixels count; null for all that have data.</summary>
    public MaskRule? Mask { get; init; }

    /// <summary>True when the catalogue's offset of each scene is added (Sentinel-2 since processing baseline 04.00).</summary>
    public bool UsesSceneOffset { get; init; }

    /// <summary>What is added to each number, after <see cref="Scale"/>.</summary>
    public double Offset { get; init; }

    /// <summary>What each number is multiplied with; null leaves it.</summary>
    public double? Scale { get; init; }

    /// <summary>A number that means no data, beside 0 and what the image itself names.</summary>
    public ushort? NoData { get; init; }

    /// <summary>How bands are brought onto the grid; null for the job's way.</summary>
    public Resampling? Resampling { get; init; }

    /// <summary>The mosaic's pixel size in metres when the job states none; null for the finest of the scenes.</summary>
    public double? ResolutionMetres { get; init; }

    /// <summary>Scenes whose own pixels are larger than this (metres) are not used; null uses all.</summary>
    public double? CoarsestMetres { get; init; }

    /// <summary>Collections to search in a STAC API whose address names none.</summary>
    public IReadOnlyList<string> Collections { get; init; } = [];

    /// <summary>The label of one of the dataset's bands: <c>prefix:band</c>.</summary>
    public string LabelOf(string band) => $"{LabelPrefix}:{band}";

    /// <summary>Sources of all images that a scene must have.</summary>
    internal IEnumerable<string> NeededSources => Mask is null ? Sources : [Mask.Source, .. Sources];
}
