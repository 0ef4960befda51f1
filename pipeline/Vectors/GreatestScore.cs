namespace RasterFlow.Vectors;

/// <summary>The label with the greatest score at each pixel.</summary>
internal static class GreatestScore
{
    /// <summary>Leaves each pixel's greatest score where it is and makes its other scores NaN. The first of several equal scores is kept.</summary>
    /// <param name="scores">Scores [label, pixel]; NaN is no score.</param>
    /// <param name="pixels">Pixels of a label.</param>
    public static void Keep(Span<float> scores, int pixels)
    {
        for (int label = pixels; label < scores.Length; label += pixels)
        {
            Span<float> next = scores.Slice(label, pixels);
            for (int earlier = 0; earlier < label; earlier += pixels)
            {
                Compare(scores.Slice(earlier, pixels), next);
            }
        }
    }

    /// <summary>Of two labels' scores keeps the greater. At most one earlier label still has a score, so every pixel is decided by the last one.</summary>
    private static void Compare(Span<float> earlier, Span<float> next)
    {
        for (int i = 0; i < next.Length; i++)
        {
            if (next[i] > earlier[i])
            {
                earlier[i] = float.NaN;
            }
            else if (earlier[i] >= next[i])
            {
                next[i] = float.NaN;
            }
        }
    }
}
