using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace RasterFlow.Mosaics;

/// <summary>
/// The per-pixel median over looks, <see cref="Vector{T}"/> lanes of pixels at a time. Few looks go through a sorting network, and the middle is chosen by each pixel's
/// own number of valid looks; the network's cost grows with looks x log^2. From <see cref="SearchFrom"/> looks on the middle is searched for between the pixels' extremes
/// by halving (<see cref="MedianSearch"/>), whose cost grows with looks alone.
/// </summary>
/// <remarks>
/// Compiled with all optimizations at once: the runtime's first, quick version of such code is about ten times slower, and in a process that is
/// still starting it may stay in use for seconds.
/// </remarks>
internal static class MedianKernel
{
    /// <summary>From this number of looks on halving is faster than the network (`bench median`).</summary>
    internal const int SearchFrom = 20;

    private const int StackLooks = 512;

    /// <summary>
    /// The median of the valid values (not 0) of each pixel: the middle one, or the mean of the two middle ones rounded half to even
    /// for an even number; 0 where no value is valid.
    /// </summary>
    /// <param name="planes">[look, pixel]; plane <c>i</c> starts at <c>i * stride</c>. 0 = not valid.</param>
    /// <param name="stride">Distance between planes, at least the length of <paramref name="median"/>.</param>
    /// <param name="looks">Number of planes.</param>
    /// <param name="median">Filled with one value a pixel.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Compute(ReadOnlySpan<ushort> planes, int stride, int looks, Span<ushort> median)
    {
        if (looks == 0)
        {
            median.Clear();
            return;
        }

        if (stride < median.Length || planes.Length < ((looks - 1) * stride) + median.Length)
        {
            throw new ArgumentException($"{planes.Length} values are too few for {looks} planes of {stride}.", nameof(planes));
        }

        int lanes = Vector<ushort>.Count;
        Vector<ushort>[]? rented = looks > StackLooks ? new Vector<ushort>[looks] : null;
        Span<Vector<ushort>> values = rented ?? stackalloc Vector<ushort>[looks];
        ReadOnlySpan<int> network = looks < SearchFrom ? SortingNetwork.Of(looks) : [];
        int pixel = 0;
        for (; pixel + lanes <= median.Length; pixel += lanes)
        {
            Load(planes, stride, pixel, values);
            Middle(values, network).CopyTo(median[pixel..]);
        }

        if (pixel < median.Length)
        {
            LoadTail(planes, stride, pixel, median.Length - pixel, values);
            Span<ushort> last = stackalloc ushort[lanes];
            Middle(values, network).CopyTo(last);
            last[..(median.Length - pixel)].CopyTo(median[pixel..]);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector<ushort> Middle(Span<Vector<ushort>> values, ReadOnlySpan<int> network) =>
        network.IsEmpty && values.Length > 1 ? MedianSearch.Median(values, CountLanes(values)) : Median(values, network);

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Load(ReadOnlySpan<ushort> planes, int stride, int pixel, Span<Vector<ushort>> values)
    {
        for (int look = 0; look < values.Length; look++)
        {
            // Less one, with wrap-around: "not valid" becomes the greatest value and sorts last; all others keep their order.
            values[look] = new Vector<ushort>(planes[((look * stride) + pixel)..]) - Vector<ushort>.One;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void LoadTail(ReadOnlySpan<ushort> planes, int stride, int pixel, int count, Span<Vector<ushort>> values)
    {
        Span<ushort> padded = stackalloc ushort[Vector<ushort>.Count];
        padded.Clear();
        for (int look = 0; look < values.Length; look++)
        {
            planes.Slice((look * stride) + pixel, count).CopyTo(padded);
            values[look] = new Vector<ushort>(padded) - Vector<ushort>.One;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static Vector<ushort> Median(Span<Vector<ushort>> values, ReadOnlySpan<int> network)
    {
        Vector<ushort> valid = CountLanes(values);
        ref Vector<ushort> first = ref MemoryMarshal.GetReference(values);
        for (int i = 0; i + 1 < network.Length; i += 2)
        {
            ref Vector<ushort> low = ref Unsafe.Add(ref first, network[i]);
            ref Vector<ushort> high = ref Unsafe.Add(ref first, network[i + 1]);
            Vector<ushort> smaller = Vector.Min(low, high);
            high = Vector.Max(low, high);
            low = smaller;
        }

        // Ranks of the middle: (n - 1) / 2 and n / 2. Without a valid look both are 0, whose value wraps back to 0.
        Vector<ushort> upperRank = Vector.ShiftRightLogical(valid, 1);
        Vector<ushort> lowerRank = Vector.ShiftRightLogical(valid - Vector.Min(valid, Vector<ushort>.One), 1);
        Vector<ushort> lower = values[0];
        Vector<ushort> upper = values[0];
        for (int rank = 1; rank <= values.Length / 2; rank++)
        {
            Vector<ushort> here = new((ushort)rank);
            lower = Vector.ConditionalSelect(Vector.Equals(lowerRank, here), values[rank], lower);
            upper = Vector.ConditionalSelect(Vector.Equals(upperRank, here), values[rank], upper);
        }

        return MeanHalfToEven(lower + Vector<ushort>.One, upper + Vector<ushort>.One);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static Vector<ushort> CountLanes(Span<Vector<ushort>> values)
    {
        Vector<ushort> valid = Vector<ushort>.Zero;
        Vector<ushort> none = Vector<ushort>.AllBitsSet;
        foreach (Vector<ushort> value in values)
        {
            // Equals gives all bits (-1) where it holds: 1 + (-1) = 0 there, 1 elsewhere.
            valid += Vector.Equals(value, none) + Vector<ushort>.One;
        }

        return valid;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static Vector<ushort> MeanHalfToEven(Vector<ushort> a, Vector<ushort> b)
    {
        // (a + b) / 2 without overflow; where the sum is odd, the half goes to the even neighbour.
        Vector<ushort> differing = a ^ b;
        Vector<ushort> floor = (a & b) + Vector.ShiftRightLogical(differing, 1);
        return floor + (floor & differing & Vector<ushort>.One);
    }
}
