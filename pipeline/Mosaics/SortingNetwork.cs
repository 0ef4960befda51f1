using System.Collections.Concurrent;

namespace RasterFlow.Mosaics;

/// <summary>
/// Compare-exchange sequences that sort n values without branches: Batcher's odd-even merge sort
/// (K. E. Batcher, "Sorting networks and their applications", AFIPS 1968). Built for the next power of two;
/// comparators that touch places from n on are left out, as if those held the greatest value.
/// </summary>
internal static class SortingNetwork
{
    private static readonly ConcurrentDictionary<int, int[]> Networks = new();

    /// <summary>Pairs (low, high) as consecutive numbers: after all exchanges in order, n values are ascending.</summary>
    public static ReadOnlySpan<int> Of(int count) => Networks.GetOrAdd(count, Build);

    private static int[] Build(int count)
    {
        List<int> pairs = [];
        for (int p = 1; p < count; p <<= 1)
        {
            for (int k = p; k >= 1; k >>= 1)
            {
                AddMerge(pairs, count, p, k);
            }
        }

        return [.. pairs];
    }

    private static void AddMerge(List<int> pairs, int count, int p, int k)
    {
        for (int j = k % p; j + k < count; j += 2 * k)
        {
            for (int i = 0; i < k && i + j + k < count; i++)
            {
                if ((i + j) / (2 * p) == (i + j + k) / (2 * p))
                {
                    pairs.Add(i + j);
                    pairs.Add(i + j + k);
                }
            }
        }
    }
}
