using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace RasterFlow.Vectors;

/// <summary>Sums scores as whole numbers of units (<see cref="PolygonStatistics"/>).</summary>
internal static class ScoreSums
{
    /// <summary>
    /// Scores summed at once. Each of four lanes takes 32 squares: up to 2^48, they add up to 2^53 at most, which a double holds exactly. The lanes are
    /// added as whole numbers.
    /// </summary>
    private const int Batch = 128;

    /// <summary>The statistics of scores that lie side by side.</summary>
    /// <param name="scores">Scores that are numbers.</param>
    /// <param name="first">The first one's pixel.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static PolygonStatistics Of(ReadOnlySpan<float> scores, PixelCorner first)
    {
        Int128 sum = 0;
        Int128 squares = 0;
        float min = float.PositiveInfinity;
        float max = float.NegativeInfinity;
        for (int i = 0; i < scores.Length; i += Batch)
        {
            ReadOnlySpan<float> batch = scores.Slice(i, Math.Min(Batch, scores.Length - i));
            (long batchSum, long batchSquares, float batchMin, float batchMax) = SumBatch(batch);
            min = Math.Min(min, batchMin);
            max = Math.Max(max, batchMax);
            if (batchMin >= -1 && batchMax <= 1)
            {
                sum += batchSum;
                squares += batchSquares;
            }
            else
            {
                AddLarge(batch, ref sum, ref squares);
            }
        }

        return new PolygonStatistics(scores.Length, sum, squares, Limit(min), Limit(max), first);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static (long Sum, long Squares, float Min, float Max) SumBatch(ReadOnlySpan<float> scores)
    {
        long sum = 0;
        long squares = 0;
        float min = float.PositiveInfinity;
        float max = float.NegativeInfinity;
        int i = 0;
        if (scores.Length >= Vector256<float>.Count)
        {
            Vector256<int> sums = Vector256<int>.Zero;
            Vector256<double> squareSums = Vector256<double>.Zero;
            Vector256<float> mins = Vector256.Create(min);
            Vector256<float> maxs = Vector256.Create(max);
            for (; i <= scores.Length - Vector256<float>.Count; i += Vector256<float>.Count)
            {
                Vector256<float> score = Vector256.Create(scores[i..]);
                mins = Vector256.Min(mins, score);
                maxs = Vector256.Max(maxs, score);

                // Times a power of two is exact; rounding half to even, as MathF.Round below.
                Vector256<float> units = Vector256.Round(score * PolygonStatistics.ScoreUnit);
                (Vector256<double> lower, Vector256<double> upper) = Vector256.Widen(units);
                sums += Vector256.ConvertToInt32Native(units);
                squareSums = Vector256.FusedMultiplyAdd(lower, lower, squareSums);
                squareSums = Vector256.FusedMultiplyAdd(upper, upper, squareSums);
            }

            for (int lane = 0; lane < Vector256<double>.Count; lane++)
            {
                squares += (long)squareSums[lane];
            }

            for (int lane = 0; lane < Vector256<float>.Count; lane++)
            {
                (min, max, sum) = (Math.Min(min, mins[lane]), Math.Max(max, maxs[lane]), sum + sums[lane]);
            }
        }

        for (; i < scores.Length; i++)
        {
            double units = MathF.Round(scores[i] * PolygonStatistics.ScoreUnit);
            (sum, squares) = (sum + (long)units, squares + (long)(units * units));
            (min, max) = (Math.Min(min, scores[i]), Math.Max(max, scores[i]));
        }

        return (sum, squares, min, max);
    }

    /// <summary>Scores that are no probabilities: too large for sums in doubles.</summary>
    private static void AddLarge(ReadOnlySpan<float> scores, ref Int128 sum, ref Int128 squares)
    {
        foreach (float score in scores)
        {
            long units = (long)Math.Round(Limit(score) * (double)PolygonStatistics.ScoreUnit);
            sum += units;
            squares += (Int128)units * units;
        }
    }

    private static float Limit(float score) => Math.Clamp(score, -PolygonStatistics.ScoreLimit, PolygonStatistics.ScoreLimit);
}
