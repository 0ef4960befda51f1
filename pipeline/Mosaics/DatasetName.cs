namespace RasterFlow.Mosaics;

/// <summary>Names of the datasets, as a job states them.</summary>
public static class DatasetName
{
    /// <summary>Median of all clear Sentinel-2 looks of a year; bands B02, B03, B04, B08.</summary>
    public const string S2MedWindowedPixel = "S2_MED_WINDOWED_PIXEL";

    /// <summary>Median of all clear Sentinel-2 looks of a year; the twelve bands of Level-2A.</summary>
    public const string S2MedWindowedPixelAllBands = "S2_MED_WINDOWED_PIXEL_ALL_BANDS";

    /// <summary>Median of the clear Sentinel-2 looks of the planting season.</summary>
    public const string S2MedPlanting = "S2_MED_PLANTING";

    /// <summary>Median of the clear Sentinel-2 looks of the harvest season.</summary>
    public const string S2MedHarvest = "S2_MED_HARVEST";

    /// <summary>Per pixel the clear Sentinel-2 look closest to the middle of the year; bands B02, B03, B04, B08.</summary>
    public const string S2BestSceneWindowedPixel = "S2_BEST_SCENE_WINDOWED_PIXEL";

    /// <summary>NAIP aerial imagery at 30 cm, the newest of each year; bands r, g, b, ir.</summary>
    public const string Naip30Cm = "NAIP_30CM";

    /// <summary>NAIP aerial imagery at 60 cm, the newest of each year; bands r, g, b, ir.</summary>
    public const string Naip60Cm = "NAIP_60CM";
}
