using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace RasterFlow.Mosaics;

/// <summary>Turns a scene's mask image into a bit a pixel, and decides which scene of an acquisition shows a pixel.</summary>
/// <remarks>
/// Overlap rule: neighbouring tiles of one pass show the same moment, so a pixel must count once. The first scene (in plan order)
/// whose mask image is not "no data" at the pixel decides it, even when that says cloud; a later one only fills where
/// all before it have no data. The rule goes by the mask image, not by the tile's extent, because a tile that two data strips share
/// is delivered as two scenes with the same extent, each with part of the pixels.
/// </remarks>
internal static class SceneMask
{
    /// <summary>Applies a rule.</summary>
    /// <param name="rule">Which values count.</param>
    /// <param name="classes">Values of the mask image.</param>
    /// <param name="seen">Bits of pixels where an earlier scene of the acquisition shows something; updated with this one.</param>
    /// <param name="bits">Filled with the bits of pixels that count.</param>
    /// <returns>True when a pixel counts.</returns>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static bool Apply(MaskRule rule, ReadOnlySpan<ushort> classes, Span<ushort> seen, Span<ushort> bits)
    {
        Span<ushort> values = stackalloc ushort[rule.Values.Count];
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = rule.Values[i];
        }

        ReadOnlySpan<Vector256<ushort>> vectors = MemoryMarshal.Cast<ushort, Vector256<ushort>>(classes);
        uint any = 0;
        for (int i = 0; i < vectors.Length; i++)
        {
            any |= Decide(rule, values, vectors[i], ref seen[i], ref bits[i]);
        }

        if (classes.Length % PixelBits.Lanes != 0)
        {
            Span<ushort> tail = stackalloc ushort[PixelBits.Lanes];
            tail.Fill(rule.NoData);
            classes[(vectors.Length * PixelBits.Lanes)..].CopyTo(tail);
            ushort before = seen[vectors.Length];
            any |= Decide(rule, values, Vector256.Create<ushort>(tail), ref seen[vectors.Length], ref bits[vectors.Length]);

            // Lanes past the end show nothing, even where the rule would let "no data" count.
            ushort inside = (ushort)((1 << (classes.Length % PixelBits.Lanes)) - 1);
            bits[vectors.Length] &= inside;
            seen[vectors.Length] = (ushort)(before | (seen[vectors.Length] & inside));
        }

        return any != 0;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static uint Decide(MaskRule rule, ReadOnlySpan<ushort> values, Vector256<ushort> classes, ref ushort seen, ref ushort bits)
    {
        Vector256<ushort> named = Vector256<ushort>.Zero;
        foreach (ushort value in values)
        {
            named |= Vector256.Equals(classes, Vector256.Create(value));
        }

        Vector256<ushort> nothing = Vector256.Equals(classes, Vector256.Create(rule.NoData));
        Vector256<ushort> counts = (rule.Drops ? ~named : named) & ~nothing;
        uint counting = counts.ExtractMostSignificantBits() & ~(uint)seen;
        seen |= (ushort)~nothing.ExtractMostSignificantBits();
        bits = (ushort)counting;
        return counting;
    }
}
