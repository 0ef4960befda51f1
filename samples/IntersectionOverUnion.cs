namespace RasterFlow.Samples;

/// <summary>How well two masks agree: 1 when they are the same, 0 when they share nothing.</summary>
public static class IntersectionOverUnion
{
    /// <summary>
    /// Pixels set in both, over pixels set in either; any value but 0 counts as set. Two empty masks agree: 1.
    /// </summary>
    /// <exception cref="ArgumentException">The masks differ in length.</exception>
    public static double Of(ReadOnlySpan<byte> first, ReadOnlySpan<byte> second)
    {
        if (first.Length != second.Length)
        {
            throw new ArgumentException($"The masks have {first.Length} and {second.Length} pixels; they must lie on one grid.", nameof(second));
        }

        long both = 0;
        long either = 0;
        for (int i = 0; i < first.Length; i++)
        {
            both += first[i] != 0 && second[i] != 0 ? 1 : 0;
            either += first[i] != 0 || second[i] != 0 ? 1 : 0;
        }

        return either == 0 ? 1 : both / (double)either;
    }
}
