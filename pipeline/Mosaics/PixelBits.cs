using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace RasterFlow.Mosaics;

/// <summary>A bit a pixel: the lowest of word 0 belongs to pixel 0. Kept where a whole sample a pixel would cost too much memory with many looks.</summary>
internal static class PixelBits
{
    /// <summary>Pixels of a word, and of the vectors that are worked on at once.</summary>
    public const int Lanes = 16;

    /// <summary>The bit of each lane.</summary>
    public static Vector256<ushort> LaneBits { get; } = Vector256.Create((ushort)1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024, 2048, 4096, 8192, 16384, 32768);

    /// <summary>Words for this many pixels.</summary>
    public static int WordsFor(int pixels) => (pixels + Lanes - 1) / Lanes;

    /// <summary>All bits of a lane where its bit is set.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<ushort> Expand(ushort word) => Vector256.Equals(Vector256.Create(word) & LaneBits, LaneBits);

    /// <summary>Whether the bit of a pixel is set.</summary>
    public static bool IsSet(ReadOnlySpan<ushort> bits, int pixel) => (bits[pixel / Lanes] >> (pixel % Lanes) & 1) != 0;

    /// <summary>Sets the bits of samples that are not 0; others stay.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Collect(ReadOnlySpan<ushort> samples, Span<ushort> bits)
    {
        ReadOnlySpan<Vector256<ushort>> vectors = MemoryMarshal.Cast<ushort, Vector256<ushort>>(samples);
        for (int i = 0; i < vectors.Length; i++)
        {
            bits[i] |= (ushort)~Vector256.Equals(vectors[i], Vector256<ushort>.Zero).ExtractMostSignificantBits();
        }

        for (int i = vectors.Length * Lanes; i < samples.Length; i++)
        {
            bits[i / Lanes] |= samples[i] != 0 ? (ushort)(1 << (i % Lanes)) : (ushort)0;
        }
    }

    /// <summary>Adds 1 to the count of each pixel whose bit is set.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Count(ReadOnlySpan<ushort> bits, Span<ushort> counts)
    {
        Span<Vector256<ushort>> vectors = MemoryMarshal.Cast<ushort, Vector256<ushort>>(counts);
        for (int i = 0; i < vectors.Length; i++)
        {
            // All bits set are -1.
            vectors[i] -= Expand(bits[i]);
        }

        for (int i = vectors.Length * Lanes; i < counts.Length; i++)
        {
            counts[i] += IsSet(bits, i) ? (ushort)1 : (ushort)0;
        }
    }

    /// <summary>Number of bits set.</summary>
    public static int CountSet(ReadOnlySpan<ushort> bits)
    {
        int sum = 0;
        foreach (ushort word in bits)
        {
            sum += BitOperations.PopCount(word);
        }

        return sum;
    }
}
