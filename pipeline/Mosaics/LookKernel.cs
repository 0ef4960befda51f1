using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace RasterFlow.Mosaics;

/// <summary>Brings a scene's digital numbers to a dataset's values and into the plane of its acquisition.</summary>
internal static class LookKernel
{
    /// <summary>
    /// Puts values where the plane is 0, the mask lets them and there is a number: number + offset, at least 1 and at most 65535, so that valid never turns into no data.
    /// </summary>
    /// <param name="numbers">Digital numbers, 0 = no data. May be the plane itself: see <see cref="Harmonise"/>.</param>
    /// <param name="bits">Bits of the pixels that count; empty when all do.</param>
    /// <param name="offset">What is added.</param>
    /// <param name="plane">Values of the acquisition, 0 where none is known yet.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Merge(ReadOnlySpan<ushort> numbers, ReadOnlySpan<ushort> bits, int offset, Span<ushort> plane)
    {
        ReadOnlySpan<Vector256<ushort>> n = MemoryMarshal.Cast<ushort, Vector256<ushort>>(numbers);
        Span<Vector256<ushort>> p = MemoryMarshal.Cast<ushort, Vector256<ushort>>(plane)[..n.Length];
        Vector256<ushort> shift = Shift(offset);
        for (int i = 0; i < n.Length; i++)
        {
            Vector256<ushort> mask = bits.IsEmpty ? Vector256<ushort>.AllBitsSet : PixelBits.Expand(bits[i]);
            p[i] |= Value(n[i], shift, offset) & mask & Vector256.Equals(p[i], Vector256<ushort>.Zero);
        }

        for (int i = n.Length * PixelBits.Lanes; i < numbers.Length; i++)
        {
            plane[i] = plane[i] == 0 ? Value(numbers[i], bits.IsEmpty || PixelBits.IsSet(bits, i), offset) : plane[i];
        }
    }

    /// <summary>As <see cref="Merge"/> into a plane without values, in place: digital numbers in, values out.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Harmonise(Span<ushort> plane, ReadOnlySpan<ushort> bits, int offset)
    {
        Span<Vector256<ushort>> p = MemoryMarshal.Cast<ushort, Vector256<ushort>>(plane);
        Vector256<ushort> shift = Shift(offset);
        for (int i = 0; i < p.Length; i++)
        {
            Vector256<ushort> mask = bits.IsEmpty ? Vector256<ushort>.AllBitsSet : PixelBits.Expand(bits[i]);
            p[i] = Value(p[i], shift, offset) & mask;
        }

        for (int i = p.Length * PixelBits.Lanes; i < plane.Length; i++)
        {
            plane[i] = Value(plane[i], bits.IsEmpty || PixelBits.IsSet(bits, i), offset);
        }
    }

    /// <summary>Multiplies numbers that are not 0, adds, and rounds half to even, to at least 1 and at most 65535.</summary>
    public static void Rescale(Span<ushort> numbers, double scale, double offset)
    {
        foreach (ref ushort number in numbers)
        {
            number = number == 0 ? (ushort)0 : (ushort)Math.Clamp(Math.Round((number * scale) + offset, MidpointRounding.ToEven), 1, ushort.MaxValue);
        }
    }

    private static Vector256<ushort> Shift(int offset) => Vector256.Create((ushort)Math.Min(Math.Abs(offset), ushort.MaxValue));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<ushort> Value(Vector256<ushort> numbers, Vector256<ushort> shift, int offset)
    {
        Vector256<ushort> moved = offset < 0 ? Vector256.Max(numbers, shift) - shift : Vector256.Min(numbers, ~shift) + shift;
        return Vector256.Max(moved, Vector256<ushort>.One) & ~Vector256.Equals(numbers, Vector256<ushort>.Zero);
    }

    private static ushort Value(ushort number, bool counts, int offset) =>
        counts && number != 0 ? (ushort)Math.Clamp(number + offset, 1, ushort.MaxValue) : (ushort)0;
}
