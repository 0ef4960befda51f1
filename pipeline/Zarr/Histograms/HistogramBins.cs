namespace RasterFlow.Zarr.Histograms;

/// <summary>
/// The bins that values are counted in: 65,536, the same for every block, so that counts of blocks add up to those of the store.
/// A uint16 is its own bin. A float32's bin is the upper half of its bits in the order of the numbers, which is exact to 1/128 of the value.
/// </summary>
internal static class HistogramBins
{
    public const int Count = 65536;

    private const uint Sign = 0x80000000;

    /// <summary>Counts one band: values that are no data (0 of uint16; NaN and the infinities of float32) are left out.</summary>
    /// <returns>Least and greatest value; positive and negative infinity when there is none.</returns>
    public static (float Least, float Greatest) CountInto<T>(ReadOnlySpan<T> values, Span<int> bins)
        where T : unmanaged =>
        typeof(T) == typeof(ushort)
            ? CountInto(System.Runtime.InteropServices.MemoryMarshal.Cast<T, ushort>(values), bins)
            : CountInto(System.Runtime.InteropServices.MemoryMarshal.Cast<T, float>(values), bins);

    /// <summary>The value that a bin stands for: the one nearest to zero in it.</summary>
    public static float ValueOf(RasterSampleType type, int bin)
    {
        if (type == RasterSampleType.UInt16)
        {
            return bin;
        }

        uint ordered = (uint)bin << 16;
        return BitConverter.UInt32BitsToSingle((ordered & Sign) != 0 ? ordered ^ Sign : ~(ordered | 0xFFFF));
    }

    private static (float Least, float Greatest) CountInto(ReadOnlySpan<ushort> values, Span<int> bins)
    {
        foreach (ushort value in values)
        {
            bins[value]++;
        }

        bins[0] = 0;
        int least = bins.IndexOfAnyExcept(0);
        return least < 0 ? (float.PositiveInfinity, float.NegativeInfinity) : (least, bins.LastIndexOfAnyExcept(0));
    }

    private static (float Least, float Greatest) CountInto(ReadOnlySpan<float> values, Span<int> bins)
    {
        float least = float.PositiveInfinity, greatest = float.NegativeInfinity;
        foreach (float value in values)
        {
            if (float.IsFinite(value))
            {
                uint bits = BitConverter.SingleToUInt32Bits(value);
                bins[(int)(((bits & Sign) != 0 ? ~bits : bits | Sign) >> 16)]++;
                least = Math.Min(least, value);
                greatest = Math.Max(greatest, value);
            }
        }

        return (least, greatest);
    }
}
