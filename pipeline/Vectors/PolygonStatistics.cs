namespace RasterFlow.Vectors;

/// <summary>What is counted while a component is traced. Adding parts in any order gives the same result: every sum is an exact integer.</summary>
/// <param name="Pixels">Pixels of the component.</param>
/// <param name="ScoreSum">Sum over the pixels of round(score x 2^32).</param>
/// <param name="FirstPixel">The component's first pixel in row-major order, whole-raster coordinates.</param>
internal readonly record struct PolygonStatistics(long Pixels, Int128 ScoreSum, PixelCorner FirstPixel)
{
    /// <summary>One unit of score in <see cref="ScoreSum"/>.</summary>
    public const double ScoreUnit = 4294967296.0;

    /// <summary>Scores beyond this are taken as this: sums then stay far from overflow.</summary>
    public const float ScoreLimit = 65536;

    /// <summary>Mean score under the component.</summary>
    public double ScoreMean => (double)ScoreSum / ScoreUnit / Pixels;

    /// <summary>The statistics of two parts together.</summary>
    public static PolygonStatistics operator +(PolygonStatistics a, PolygonStatistics b) =>
        new(a.Pixels + b.Pixels, a.ScoreSum + b.ScoreSum, a.FirstPixel.CompareTo(b.FirstPixel) <= 0 ? a.FirstPixel : b.FirstPixel);
}
