using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace RasterFlow.Imagery;

/// <summary>Takes one band out of a decoded tile as <see cref="ushort"/>, with 0 for pixels without data.</summary>
internal static class SampleConverter
{
    /// <summary>True for the types that fit: whole numbers of up to 16 bits.</summary>
    public static bool Supports(CogLevel level) => level.SampleFormat != TiffSampleFormat.Float && level.SampleBytes <= 2;

    /// <summary>True when a decoded tile is one band of such values already, with 0 alone as no data.</summary>
    public static bool IsUInt16(CogLevel level, double? noData) =>
        level is { SampleBytes: 2, SamplesPerPixel: 1, SampleFormat: TiffSampleFormat.Unsigned } && !Hides(noData);

    /// <summary>Converts a tile's band. Negative numbers become 0.</summary>
    public static void ToUInt16(CogLevel level, ReadOnlySpan<byte> samples, int sample, double? noData, Span<ushort> plane)
    {
        int stride = level.SamplesPerPixel;
        if (level.SampleBytes == 1)
        {
            ReadOnlySpan<byte> bytes = samples;
            bool signed = level.SampleFormat == TiffSampleFormat.Signed;
            int first = !signed && stride == 1 ? Widen(bytes, plane) : 0;
            for (int i = first, at = sample + (first * stride); i < plane.Length; i++, at += stride)
            {
                plane[i] = signed ? (ushort)Math.Max((sbyte)bytes[at], (sbyte)0) : bytes[at];
            }
        }
        else
        {
            Gather(MemoryMarshal.Cast<byte, ushort>(samples), sample, stride, plane);
            if (level.SampleFormat == TiffSampleFormat.Signed)
            {
                ClearNegative(plane);
            }
        }

        // Negative no-data values of signed samples have become 0 above.
        if (Hides(noData))
        {
            plane.Replace((ushort)noData!.Value, (ushort)0);
        }
    }

    /// <summary>Whole vectors of bytes as numbers of 16 bits; returns how many are done.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static int Widen(ReadOnlySpan<byte> bytes, Span<ushort> plane)
    {
        int i = 0;
        for (; i + Vector256<byte>.Count <= plane.Length; i += Vector256<byte>.Count)
        {
            (Vector256<ushort> low, Vector256<ushort> high) = Vector256.Widen(Vector256.Create(bytes.Slice(i, Vector256<byte>.Count)));
            low.CopyTo(plane[i..]);
            high.CopyTo(plane[(i + Vector256<ushort>.Count)..]);
        }

        return i;
    }

    private static bool Hides(double? noData) => noData is > 0 and <= ushort.MaxValue && Math.Truncate(noData.Value) == noData.Value;

    private static void Gather(ReadOnlySpan<ushort> samples, int sample, int stride, Span<ushort> plane)
    {
        if (stride == 1)
        {
            samples.CopyTo(plane);
            return;
        }

        for (int i = 0, at = sample; i < plane.Length; i++, at += stride)
        {
            plane[i] = samples[at];
        }
    }

    private static void ClearNegative(Span<ushort> plane)
    {
        for (int i = 0; i < plane.Length; i++)
        {
            plane[i] = plane[i] > short.MaxValue ? (ushort)0 : plane[i];
        }
    }
}
