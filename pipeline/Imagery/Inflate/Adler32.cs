using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

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
            int whole = Avx2.IsSupported ? run.Length & ~31 : 0;
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
        Vector256<uint> sums = Vector256<uint>.Zero, before = Vector256<uint>.Zero;
        Vector256<int> weighted = Vector256<int>.Zero;
        Vector256<sbyte> weights = Vector256.Create((sbyte)32) - Vector256<sbyte>.Indices;
        for (int i = 0; i < run.Length; i += 32)
        {
            // Sums of eight bytes each; and products of two bytes each, at most 2 * 255 * 32, then of four.
            Vector256<byte> bytes = Vector256.Create(run.Slice(i, 32));
            before += sums;
            sums += Avx2.SumAbsoluteDifferences(bytes, Vector256<byte>.Zero).AsUInt32();
            weighted += Avx2.MultiplyAddAdjacent(Avx2.MultiplyAddAdjacent(bytes, weights), Vector256<short>.One);
        }

        b += (a * (uint)run.Length) + (32 * Vector256.Sum(before)) + (uint)Vector256.Sum(weighted);
        a += Vector256.Sum(sums);
    }
}
