namespace RasterFlow.Imagery;

/// <summary>
/// How a value between source pixels is found, as GDAL finds it. All but <see cref="Nearest"/> weigh pixels that have data alone; a value that would become 0
/// (no data) by rounding becomes 1. Bilinear and cubic give no value where the nearest pixel has none, so gaps neither grow nor shrink.
/// </summary>
public enum Resampling
{
    /// <summary>The source pixel that holds the target pixel's centre.</summary>
    Nearest,

    /// <summary>The four source pixels around the centre by distance; more of them where the target is coarser.</summary>
    Bilinear,

    /// <summary>Sixteen source pixels by Catmull and Rom's cubic (a = -0.5); bilinear where one of them has no data; more of them where the target is coarser.</summary>
    Cubic,

    /// <summary>The mean of the source pixels under the target pixel by shared area.</summary>
    Average,
}
