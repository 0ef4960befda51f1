using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace RasterFlow.Mosaics;

/// <summary>
/// Finds the middle values of many looks by halving the range between a pixel's least and greatest value: each step counts the looks at or below its
/// midpoint, so that 16 bits need at most 16 steps whatever the number of looks, and looks of one place, which lie close together, need fewer.
/// </summary>
internal static class MedianSearch
{
    /// <summary>
    /// The median per lane: the middle value, or the mean of the two middle ones rounded half to even; 0 without a valid look.
    /// </summary>
    /// <param name="values">Looks less one: 65535 is "not valid" and sorts last.</param>
    /// <param name="valid">Number of valid looks per lane.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static Vector<ushort> Median(ReadOnlySpan<Vector<ushort>> values, Vector<ushort> valid)
    {
        // Comparing is signed in most instruction sets: flipping the highest bit keeps the order.
        Vector<ushort> flip = new(0x8000);
        Vector<ushort> least = values[0];
        Vector<ushort> greatest = Vector<ushort>.Zero;
        foreach (Vector<ushort> value in values)
        {
            least = Vector.Min(least, value);
            greatest = Vector.Max(greatest, Vector.ConditionalSelect(Vector.Equals(value, Vector<ushort>.AllBitsSet), Vector<ushort>.Zero, value));
        }

        // Ranks of the middle from 0: (n - 1) / 2 and n / 2.
        Vector<ushort> lowerRank = Vector.ShiftRightLogical(valid - Vector.Min(valid, Vector<ushort>.One), 1);
        Vector<ushort> upperRank = Vector.ShiftRightLogical(valid, 1);
        Vector<ushort> low = least;
        Vector<ushort> high = Vector.Max(greatest, least);
        while (!Vector.EqualsAll(low, high))
        {
            Vector<ushort> middle = (low & high) + Vector.ShiftRightLogical(low ^ high, 1);
            Vector<ushort> above = Vector.GreaterThan(CountUpTo(values, middle ^ flip), lowerRank);
            high = Vector.ConditionalSelect(above, middle, high);
            low = Vector.ConditionalSelect(above, low, Vector.Min(middle + Vector<ushort>.One, high));
        }

        Vector<ushort> upper = Upper(values, low, upperRank);
        Vector<ushort> mean = MedianKernel.MeanHalfToEven(low + Vector<ushort>.One, upper + Vector<ushort>.One);
        return mean & Vector.GreaterThan(valid, Vector<ushort>.Zero);
    }

    /// <summary>The value at a rank that is the lower middle's or the one after it: the lower middle itself when enough looks equal it, else the least value above it.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector<ushort> Upper(ReadOnlySpan<Vector<ushort>> values, Vector<ushort> lower, Vector<ushort> upperRank)
    {
        Vector<ushort> next = Vector<ushort>.AllBitsSet;
        Vector<ushort> upTo = Vector<ushort>.Zero;
        foreach (Vector<ushort> value in values)
        {
            Vector<ushort> within = Vector.Equals(Vector.Min(value, lower), value);
            upTo -= within;
            next = Vector.Min(next, value | within);
        }

        return Vector.ConditionalSelect(Vector.GreaterThan(upTo, upperRank), lower, next);
    }

    /// <summary>Looks at or below a limit whose highest bit is flipped.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector<ushort> CountUpTo(ReadOnlySpan<Vector<ushort>> values, Vector<ushort> flippedLimit)
    {
        Vector<short> limit = Vector.AsVectorInt16(flippedLimit);
        Vector<short> flip = new(short.MinValue);
        Vector<short> above = Vector<short>.Zero;
        foreach (Vector<short> value in MemoryMarshal.Cast<Vector<ushort>, Vector<short>>(values))
        {
            // All bits set are -1.
            above -= Vector.GreaterThan(value ^ flip, limit);
        }

        return new Vector<ushort>((ushort)values.Length) - Vector.AsVectorUInt16(above);
    }
}
