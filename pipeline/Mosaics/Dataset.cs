namespace RasterFlow.Mosaics;

/// <summary>What a dataset is made of. Values are digital numbers: reflectance x 10000, uint16, 0 = no data.</summary>
public sealed record Dataset
{
    /// <summary>The name that jobs state; one of <see cref="DatasetName"/>.</summary>
    public required string Name { get; init; }

    /// <summary>First part of the dataset's band labels, for example <c>s2med_windowed_pixel</c>.</summary>
    public required string LabelPrefix { get; init; }

    /// <summary>Spectral bands in the order of the band axis.</summary>
    public required IReadOnlyList<string> Bands { get; init; }

    /// <summary>True when the band <see cref="DatasetCatalog.ValidPixelBand"/> follows the spectral bands.</summary>
    public bool CountsValidPixels { get; init; }

    /// <summary>Days of the year that scenes are taken from; null for the whole year.</summary>
    public SeasonTable? Season { get; init; }

    /// <summary>False for a dataset that is known by name but cannot be built yet.</summary>
    public bool IsAvailable { get; init; } = true;

    /// <summary>The label of one of the dataset's bands: <c>prefix:band</c>.</summary>
    public string LabelOf(string band) => $"{LabelPrefix}:{band}";
}
