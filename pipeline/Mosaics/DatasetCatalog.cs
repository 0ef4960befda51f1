using RasterFlow.Scenes;

namespace RasterFlow.Mosaics;

/// <summary>The datasets that a mosaic can be built from by name.</summary>
public static class DatasetCatalog
{
    /// <summary>The band that holds the number of clear looks at each pixel.</summary>
    public const string ValidPixelBand = "N_VALID_PIXELS";

    private static readonly string[] VisibleAndNearInfrared = ["B02", "B03", "B04", "B08"];

    private static readonly string[] Level2A = ["B01", "B02", "B03", "B04", "B05", "B06", "B07", "B08", "B8A", "B09", "B11", "B12"];

    /// <summary>All datasets.</summary>
    public static IReadOnlyList<Dataset> All { get; } =
    [
        Sentinel2(DatasetName.S2MedPlanting, "s2med_planting", VisibleAndNearInfrared) with { CountsValidPixels = true, Season = SeasonTable.Planting },
        Sentinel2(DatasetName.S2MedHarvest, "s2med_harvest", VisibleAndNearInfrared) with { CountsValidPixels = true, Season = SeasonTable.Harvest },
        Sentinel2(DatasetName.S2MedWindowedPixel, "s2med_windowed_pixel", VisibleAndNearInfrared),
        Sentinel2(DatasetName.S2MedWindowedPixelAllBands, "s2med_windowed_pixel", Level2A),
        Sentinel2(DatasetName.S2BestSceneWindowedPixel, "s2best_scene_windowed_pixel", VisibleAndNearInfrared) with { Method = CompositeMethod.Best },
        Naip(DatasetName.Naip30Cm, "naip_30cm", 0.3),
        Naip(DatasetName.Naip60Cm, "naip_60cm", 0.6),
    ];

    /// <summary>Names of all datasets.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. All.Select(dataset => dataset.Name)];

    /// <summary>Finds a dataset by its exact name; null when there is none.</summary>
    public static Dataset? Find(string name) => All.FirstOrDefault(dataset => dataset.Name == name);

    private static Dataset Sentinel2(string name, string prefix, string[] bands) => new()
    {
        Name = name,
        LabelPrefix = prefix,
        Bands = bands,
        Mask = MaskRule.SceneClassification,
        UsesSceneOffset = true,
        Collections = StacApi.Sentinel2,
    };

    /// <summary>
    /// NAIP: one image of four bands (red, green, blue, near infrared; uint8) a quarter quadrangle, asset <c>image</c> of the collection <c>naip</c> on both
    /// Planetary Computer and Earth Search. Images up to half as coarse again as the dataset are taken, so 30 cm for both, 60 cm for the second, 1 m for none.
    /// </summary>
    private static Dataset Naip(string name, string prefix, double metres) => new()
    {
        Name = name,
        LabelPrefix = prefix,
        Bands = ["r", "g", "b", "ir"],
        Sources = [.. Enumerable.Range(1, 4).Select(number => BandSource.Of("image", number))],
        Method = CompositeMethod.First,
        ResolutionMetres = metres,
        CoarsestMetres = metres * 1.5,
        Collections = ["naip"],
    };
}
