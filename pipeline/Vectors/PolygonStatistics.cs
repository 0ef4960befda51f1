using System.Numerics;

namespace RasterFlow.Vectors;

/// <summary>
/// What is counted under a polygon. Scores are taken as whole multiples of 2^-24 (exact for every float of 0.5 and more, else within 2^-25), so that
/// all sums are exact integers and adding parts in any order gives the same result.
/// </summary>
/// <param name="Pixels">Pixels of the polygon.</param>
/// <param name="ScoreSum">Sum of the scores in units of <see cref="ScoreUnit"/>.</param>
/// <param name="ScoreSquares">Sum of the squares of the scores in units.</param>
/// <param name="ScoreMin">Least score.</param>
/// <param name="ScoreMax">Greatest score.</param>
/// <param name="FirstPixel">The polygon's first pixel in row-major order, whole-raster coordinates.</param>
internal readonly record struct PolygonStatistics(
    long Pixels, Int128 ScoreSum, Int128 ScoreSquares, float ScoreMin, float ScoreMax, PixelCorner FirstPixel)
{
    /// <summary>Units of score in a score of 1.</summary>
    public const float ScoreUnit = 1 << 24;

    /// <summary>Scores beyond this are taken as this: squares of 2^40 units over 2^46 pixels still fit 127 bits.</summary>
    public const float ScoreLimit = 65536;

    /// <summary>No pixels: adding it changes nothing.</summary>
    public static PolygonStatistics None { get; } =
        new(0, 0, 0, float.PositiveInfinity, float.NegativeInfinity, new PixelCorner(int.MaxValue, int.MaxValue));

    /// <summary>Mean score.</summary>
    public double ScoreMean => (double)ScoreSum / ScoreUnit / Pixels;

    /// <summary>Standard deviation of the scores: the square root of (n sum(q^2) - sum(q)^2) / n^2 in whole numbers, so nothing cancels.</summary>
    public double ScoreStd => Math.Sqrt((double)((Pixels * (BigInteger)ScoreSquares) - ((BigInteger)ScoreSum * ScoreSum))) / Pixels / ScoreUnit;

    /// <summary>The statistics of two parts together.</summary>
    public static PolygonStatistics operator +(in PolygonStatistics a, in PolygonStatistics b) => new(
        a.Pixels + b.Pixels,
        a.ScoreSum + b.ScoreSum,
        a.ScoreSquares + b.ScoreSquares,
        Math.Min(a.ScoreMin, b.ScoreMin),
        Math.Max(a.ScoreMax, b.ScoreMax),
        a.FirstPixel.CompareTo(b.FirstPixel) <= 0 ? a.FirstPixel : b.FirstPixel);
}
