using System.Runtime.InteropServices;

namespace RasterFlow.Zarr;

/// <summary>
/// Halves a plane: each pixel is the mean of those of the 2 x 2 above it that are data, or the most frequent of them where they are classes.
/// At an odd edge the pixels that are missing are no data.
/// </summary>
internal static class Downsampling
{
    /// <summary>
    /// uint16: mean of the values that are not 0, rounded half to even; 0 where all are 0.
    /// float32: mean of the values that are not NaN, computed in double precision; NaN where all are NaN.
    /// </summary>
    /// <param name="source">[height, width].</param>
    /// <param name="width">Columns of the source.</param>
    /// <param name="destination">[(height + 1) / 2, (width + 1) / 2].</param>
    /// <param name="ofClasses">float32 only: the most frequent value instead, of equally frequent ones the first in reading order.</param>
    public static void Halve<T>(ReadOnlySpan<T> source, int width, Span<T> destination, bool ofClasses = false)
        where T : unmanaged
    {
        int height = source.Length / width;
        int half = (width + 1) / 2;
        for (int y = 0; y < (height + 1) / 2; y++)
        {
            ReadOnlySpan<T> upper = source.Slice(2 * y * width, width);
            ReadOnlySpan<T> lower = (2 * y) + 1 < height ? source.Slice(((2 * y) + 1) * width, width) : default;
            Span<T> row = destination.Slice(y * half, half);
            if (typeof(T) == typeof(ushort))
            {
                HalveRow(MemoryMarshal.Cast<T, ushort>(upper), MemoryMarshal.Cast<T, ushort>(lower), MemoryMarshal.Cast<T, ushort>(row));
            }
            else if (ofClasses)
            {
                HalveRowOfClasses(MemoryMarshal.Cast<T, float>(upper), MemoryMarshal.Cast<T, float>(lower), MemoryMarshal.Cast<T, float>(row));
            }
            else
            {
                HalveRow(MemoryMarshal.Cast<T, float>(upper), MemoryMarshal.Cast<T, float>(lower), MemoryMarshal.Cast<T, float>(row));
            }
        }
    }

    private static void HalveRow(ReadOnlySpan<ushort> upper, ReadOnlySpan<ushort> lower, Span<ushort> row)
    {
        int whole = lower.IsEmpty ? 0 : upper.Length / 2;
        for (int x = 0; x < whole; x++)
        {
            row[x] = Mean(upper[2 * x], upper[(2 * x) + 1], lower[2 * x], lower[(2 * x) + 1]);
        }

        for (int x = whole; x < row.Length; x++)
        {
            row[x] = Mean(upper[2 * x], At(upper, (2 * x) + 1), At(lower, 2 * x), At(lower, (2 * x) + 1));
        }

        static uint At(ReadOnlySpan<ushort> values, int index) => index < values.Length ? values[index] : 0u;
    }

    private static void HalveRow(ReadOnlySpan<float> upper, ReadOnlySpan<float> lower, Span<float> row)
    {
        for (int x = 0; x < row.Length; x++)
        {
            double sum = 0;
            int count = 0;
            Add(upper, 2 * x, ref sum, ref count);
            Add(upper, (2 * x) + 1, ref sum, ref count);
            Add(lower, 2 * x, ref sum, ref count);
            Add(lower, (2 * x) + 1, ref sum, ref count);
            row[x] = count == 0 ? float.NaN : (float)(sum / count);
        }

        static void Add(ReadOnlySpan<float> values, int index, ref double sum, ref int count)
        {
            if (index < values.Length && !float.IsNaN(values[index]))
            {
                sum += values[index];
                count++;
            }
        }
    }

    private static void HalveRowOfClasses(ReadOnlySpan<float> upper, ReadOnlySpan<float> lower, Span<float> row)
    {
        Span<float> four = stackalloc float[4];
        for (int x = 0; x < row.Length; x++)
        {
            for (int i = 0; i < 2; i++)
            {
                int at = (2 * x) + i;
                four[i] = at < upper.Length ? upper[at] : float.NaN;
                four[2 + i] = at < lower.Length ? lower[at] : float.NaN;
            }

            row[x] = MostFrequent(four);
        }
    }

    private static float MostFrequent(ReadOnlySpan<float> values)
    {
        (float result, int most) = (float.NaN, 0);
        foreach (float value in values)
        {
            // NaN equals nothing, so its count is 0.
            int count = 0;
            foreach (float other in values)
            {
                count += value == other ? 1 : 0;
            }

            (result, most) = count > most ? (value, count) : (result, most);
        }

        return result;
    }

    private static ushort Mean(uint a, uint b, uint c, uint d)
    {
        uint sum = a + b + c + d;
        uint count = Math.Min(a, 1) + Math.Min(b, 1) + Math.Min(c, 1) + Math.Min(d, 1);
        if (count == 0)
        {
            return 0;
        }

        (uint quotient, uint remainder) = count == 4 ? (sum >> 2, sum & 3) : Math.DivRem(sum, count);
        uint twice = 2 * remainder;
        return (ushort)(quotient + (twice > count || (twice == count && (quotient & 1) == 1) ? 1u : 0u));
    }
}
