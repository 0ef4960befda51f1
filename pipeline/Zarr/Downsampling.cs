namespace RasterFlow.Zarr;

/// <summary>Halves a plane: each pixel is the mean of the 2 x 2 above it that are data.</summary>
internal static class Downsampling
{
    /// <summary>Mean of the values that are not 0, rounded half to even; 0 where all four are 0.</summary>
    /// <param name="source">[2 * height, 2 * width].</param>
    /// <param name="destination">[height, width].</param>
    /// <param name="width">Columns of the destination.</param>
    public static void Halve(ReadOnlySpan<ushort> source, Span<ushort> destination, int width)
    {
        for (int y = 0; y < destination.Length / width; y++)
        {
            ReadOnlySpan<ushort> upper = source.Slice(4 * y * width, 2 * width);
            ReadOnlySpan<ushort> lower = source.Slice(((4 * y) + 2) * width, 2 * width);
            Span<ushort> row = destination.Slice(y * width, width);
            for (int x = 0; x < row.Length; x++)
            {
                (uint a, uint b, uint c, uint d) = (upper[2 * x], upper[(2 * x) + 1], lower[2 * x], lower[(2 * x) + 1]);
                uint count = Math.Min(a, 1) + Math.Min(b, 1) + Math.Min(c, 1) + Math.Min(d, 1);
                row[x] = RoundedMean(a + b + c + d, count);
            }
        }
    }

    /// <summary>Mean of the values that are not NaN, computed in double precision; NaN where all four are NaN. Shapes as for uint16.</summary>
    public static void Halve(ReadOnlySpan<float> source, Span<float> destination, int width)
    {
        for (int y = 0; y < destination.Length / width; y++)
        {
            ReadOnlySpan<float> upper = source.Slice(4 * y * width, 2 * width);
            ReadOnlySpan<float> lower = source.Slice(((4 * y) + 2) * width, 2 * width);
            Span<float> row = destination.Slice(y * width, width);
            for (int x = 0; x < row.Length; x++)
            {
                double sum = 0;
                int count = 0;
                Add(upper[2 * x], ref sum, ref count);
                Add(upper[(2 * x) + 1], ref sum, ref count);
                Add(lower[2 * x], ref sum, ref count);
                Add(lower[(2 * x) + 1], ref sum, ref count);
                row[x] = count == 0 ? float.NaN : (float)(sum / count);
            }
        }
    }

    private static void Add(float value, ref double sum, ref int count)
    {
        bool valid = !float.IsNaN(value);
        sum += valid ? value : 0;
        count += valid ? 1 : 0;
    }

    private static ushort RoundedMean(uint sum, uint count)
    {
        if (count == 0)
        {
            return 0;
        }

        (uint quotient, uint remainder) = count == 4 ? (sum >> 2, sum & 3) : Math.DivRem(sum, count);
        uint twice = 2 * remainder;
        return (ushort)(quotient + (twice > count || (twice == count && (quotient & 1) == 1) ? 1u : 0u));
    }
}
