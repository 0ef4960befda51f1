namespace RasterFlow.Mosaics;

/// <summary>The datasets that a mosaic can be built from.</summary>
public static class DatasetCatalog
{
    /// <summary>The band that holds the number of clear looks at each pixel.</summary>
    public const string ValidPixelBand = "N_VALID_PIXELS";

    private static readonly string[] VisibleAndNearInfrared = ["B02", "B03", "B04", "B08"];

    private static readonly string[] Level2A = ["B01", "B02", "B03", "B04", "B05", "B06", "B07", "B08", "B8A", "B09", "B11", "B12"];

    /// <summary>All datasets known by name, available or not.</summary>
    public static IReadOnlyList<Dataset> All { get; } =
    [
        new() { Name = DatasetName.S2MedPlanting, LabelPrefix = "s2med_planting", Bands = VisibleAndNearInfrared, CountsValidPixels = true, Season = SeasonTable.Planting },
        new() { Name = DatasetName.S2MedHarvest, LabelPrefix = "s2med_harvest", Bands = VisibleAndNearInfrared, CountsValidPixels = true, Season = SeasonTable.Harvest },
        new() { Name = DatasetName.S2MedWindowedPixel, LabelPrefix = "s2med_windowed_pixel", Bands = VisibleAndNearInfrared },
        new() { Name = DatasetName.S2MedWindowedPixelAllBands, LabelPrefix = "s2med_windowed_pixel", Bands = Level2A },
        new() { Name = DatasetName.S2BestSceneWindowedPixel, LabelPrefix = "s2best_scene_windowed_pixel", Bands = VisibleAndNearInfrared, IsAvailable = false },
        new() { Name = DatasetName.Naip30Cm, LabelPrefix = "naip_30cm", Bands = ["R", "G", "B", "NIR"], IsAvailable = false },
        new() { Name = DatasetName.Naip60Cm, LabelPrefix = "naip_60cm", Bands = ["R", "G", "B", "NIR"], IsAvailable = false },
    ];

    /// <summary>Names of all datasets.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. All.Select(dataset => dataset.Name)];

    /// <summary>Names of the datasets that can be built.</summary>
    public static IReadOnlyList<string> AvailableNames { get; } = [.. All.Where(dataset => dataset.IsAvailable).Select(dataset => dataset.Name)];

    /// <summary>Finds a dataset by its exact name; null when there is none.</summary>
    public static Dataset? Find(string name) => All.FirstOrDefault(dataset => dataset.Name == name);

    /// <summary>Finds a dataset that can be built.</summary>
    /// <exception cref="MosaicPlanException">The name is not known, or the dataset is not available yet; the message lists those that are.</exception>
    public static Dataset Require(string name) => Find(name) switch
    {
        { IsAvailable: true } dataset => dataset,
        { } => throw new MosaicPlanException($"The dataset {name} is not available yet. Available: {string.Join(", ", AvailableNames)}."),
        null => throw new MosaicPlanException($"There is no dataset {name}. Available: {string.Join(", ", AvailableNames)}."),
    };
}
