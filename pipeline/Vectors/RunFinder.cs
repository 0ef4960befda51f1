using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace RasterFlow.Vectors;

/// <summary>Finds the runs of pixels above a threshold in a row: 64 comparisons make a word, whose changes from bit to bit are the runs' ends.</summary>
internal static class RunFinder
{
    /// <summary>Writes start and end (the column after the last pixel) of every run, in order; returns how many numbers that is.</summary>
    /// <param name="row">Scores; NaN is outside.</param>
    /// <param name="threshold">Pixels with a score above it are inside.</param>
    /// <param name="edges">Room for one more than the pixels of the row.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static int Find(ReadOnlySpan<float> row, float threshold, Span<int> edges)
    {
        int count = 0;
        ulong before = 0;
        for (int x = 0; x < row.Length; x += 64)
        {
            ulong inside = Compare(row.Slice(x, Math.Min(64, row.Length - x)), threshold);
            for (ulong changes = inside ^ ((inside << 1) | before); changes != 0; changes &= changes - 1)
            {
                edges[count++] = x + BitOperations.TrailingZeroCount(changes);
            }

            before = inside >> 63;
        }

        // The last word of a row that does not fill it has zeros behind the row, which end its run.
        if (before != 0)
        {
            edges[count++] = row.Length;
        }

        return count;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static ulong Compare(ReadOnlySpan<float> scores, float threshold)
    {
        ulong inside = 0;
        int x = 0;
        Vector256<float> limit = Vector256.Create(threshold);
        for (; x <= scores.Length - Vector256<float>.Count; x += Vector256<float>.Count)
        {
            inside |= (ulong)Vector256.GreaterThan(Vector256.Create(scores[x..]), limit).ExtractMostSignificantBits() << x;
        }

        for (; x < scores.Length; x++)
        {
            inside |= scores[x] > threshold ? 1UL << x : 0;
        }

        return inside;
    }
}
