using System.Numerics;
using System.Runtime.InteropServices;

namespace RasterFlow.Mosaics;

/// <summary>Adds a scene's band to the plane of its acquisition.</summary>
internal static class LookKernel
{
    /// <summary>
    /// Writes harmonised digital numbers where the mask lets them: <c>plane |= mask &amp; (number + offset)</c>, at least 1 and at most 65535 for a number
    /// that is not 0, so that valid never turns into no data. Masks of the scenes of one acquisition never overlap.
    /// </summary>
    public static void Merge(ReadOnlySpan<ushort> numbers, ReadOnlySpan<ushort> mask, int offset, Span<ushort> plane)
    {
        mask = mask[..numbers.Length];
        plane = plane[..numbers.Length];
        ushort shift = (ushort)Math.Min(Math.Abs(offset), ushort.MaxValue);
        int i = 0;
        Vector<ushort> shifts = new(shift);
        ReadOnlySpan<Vector<ushort>> n = MemoryMarshal.Cast<ushort, Vector<ushort>>(numbers);
        ReadOnlySpan<Vector<ushort>> m = MemoryMarshal.Cast<ushort, Vector<ushort>>(mask);
        Span<Vector<ushort>> p = MemoryMarshal.Cast<ushort, Vector<ushort>>(plane);
        for (int v = 0; v < n.Length; v++)
        {
            Vector<ushort> valid = m[v] & ~Vector.Equals(n[v], Vector<ushort>.Zero);
            Vector<ushort> value = offset < 0
                ? Vector.Max(n[v], shifts) - shifts
                : Vector.Min(n[v], ~shifts) + shifts;
            p[v] |= valid & Vector.Max(value, Vector<ushort>.One);
        }

        for (i = n.Length * Vector<ushort>.Count; i < numbers.Length; i++)
        {
            int value = Math.Clamp(numbers[i] + offset, 1, ushort.MaxValue);
            plane[i] |= numbers[i] == 0 ? (ushort)0 : (ushort)(mask[i] & value);
        }
    }

    /// <summary>Collects where any band has a value: <c>any |= plane</c>.</summary>
    public static void Or(ReadOnlySpan<ushort> plane, Span<ushort> any)
    {
        for (int i = 0; i < plane.Length; i++)
        {
            any[i] |= plane[i];
        }
    }
}
