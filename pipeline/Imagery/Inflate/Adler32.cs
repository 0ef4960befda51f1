using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace RasterFlow.Imagery.Inflate;

/// <summary>The checksum of zlib streams (RFC 1950 section 8.2).</summary>
internal static class Adler32
{
    private const uint Modulus = 65521;

    /// <summary>The most bytes whose sums fit 32 bits before a division (zlib's NMAX), whole vectors of 32.</summary>
    private const int LongestRun = 5536;

    /// <summary>The checksum of the bytes.</summary>
    public static uint Of(ReadOnlySpan<byte> bytes)
    {
        uint a = 1, b = 0;
        while (!bytes.IsEmpty)
        {
            ReadOnlySpan<byte> run = bytes[..Math.Min(LongestRun, bytes.Length)];
            bytes = bytes[run.Length..];
            int whole = Vector256.IsHardwareAccelerated ? run.Length & ~31 : 0;
            AddVectors(run[..whole], ref a, ref b);
            foreach (byte value in run[whole..])
            {
                a += value;
                b += a;
            }

            a %= Modulus;
            b %= Modulus;
        }

        return (b << 16) | a;
    }

    /// <summary>Over vectors of 32: b grows by 32 times the sum before, and by each byte times its place from the end.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void AddVectors(ReadOnlySpan<byte> run, ref uint a, ref uint b)
    {
        Vector256<uint> sums = Vector256<uint>.Zero, before = Vector256<uint>.Zero, weighted = Vector256<uint>.Zero;
        Vector256<ushort> high = Vector256.Create((ushort)32, 31, 30, 29, 28, 27, 26, 25, 24, 23, 22, 21, 20, 19, 18, 17);
        Vector256<ushort> low = high - Vector256.Create((ushort)16);
        for (int i = 0; i < run.Length; i += 32)
        {
            (Vector256<ushort> first, Vector256<ushort> second) = Vector256.Widen(Vector256.Create(run.Slice(i, 32)));
            before += sums;
            sums += Pairs(first + second);
            weighted += Pairs((first * high) + (second * low));
        }

        b += (a * (uint)run.Length) + (32 * Vector256.Sum(before)) + Vector256.Sum(weighted);
        a += Vector256.Sum(sums);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<uint> Pairs(Vector256<ushort> values)
    {
        (Vector256<uint> low, Vector256<uint> high) = Vector256.Widen(values);
        return low + high;
    }
}
