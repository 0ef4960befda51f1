using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace RasterFlow.Imagery;

/// <summary>Undoes predictors, one row of a tile at a time.</summary>
internal static class Predictor
{
    /// <summary>Horizontal differences (TIFF 6.0 section 14): each sample was stored as the difference to the one a pixel before.</summary>
    public static void UndoHorizontal(Span<byte> row, int sampleBytes, int samplesPerPixel)
    {
        switch (sampleBytes)
        {
            case 1:
                Sum(row, samplesPerPixel);
                break;
            case 2 when samplesPerPixel == 1:
                SumOne(MemoryMarshal.Cast<byte, ushort>(row));
                break;
            case 2:
                Sum(MemoryMarshal.Cast<byte, ushort>(row), samplesPerPixel);
                break;
            case 4:
                Sum(MemoryMarshal.Cast<byte, uint>(row), samplesPerPixel);
                break;
            default:
                Sum(MemoryMarshal.Cast<byte, ulong>(row), samplesPerPixel);
                break;
        }
    }

    /// <summary>
    /// Floating point (TIFF Tech Note 3): the row's bytes were sorted by significance, highest first, and stored as byte differences.
    /// </summary>
    /// <param name="row">The row; holds native little-endian samples afterwards.</param>
    /// <param name="scratch">As long as the row.</param>
    /// <param name="sampleBytes">2, 4 or 8.</param>
    /// <param name="samplesPerPixel">Samples side by side.</param>
    public static void UndoFloat(Span<byte> row, Span<byte> scratch, int sampleBytes, int samplesPerPixel)
    {
        Sum(row, samplesPerPixel);
        row.CopyTo(scratch);
        int samples = row.Length / sampleBytes;
        for (int plane = 0; plane < sampleBytes; plane++)
        {
            ReadOnlySpan<byte> from = scratch.Slice(plane * samples, samples);
            int to = sampleBytes - 1 - plane;
            for (int i = 0; i < from.Length; i++, to += sampleBytes)
            {
                row[to] = from[i];
            }
        }
    }

    /// <summary>Turns big-endian samples into native ones, in place.</summary>
    public static void SwapBytes(Span<byte> samples, int sampleBytes)
    {
        switch (sampleBytes)
        {
            case 2:
                Span<ushort> shorts = MemoryMarshal.Cast<byte, ushort>(samples);
                BinaryPrimitives.ReverseEndianness(shorts, shorts);
                break;
            case 4:
                Span<uint> words = MemoryMarshal.Cast<byte, uint>(samples);
                BinaryPrimitives.ReverseEndianness(words, words);
                break;
            case 8:
                Span<ulong> longs = MemoryMarshal.Cast<byte, ulong>(samples);
                BinaryPrimitives.ReverseEndianness(longs, longs);
                break;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Sum<T>(Span<T> row, int stride)
        where T : unmanaged, IBinaryInteger<T>
    {
        for (int i = stride; i < row.Length; i++)
        {
            row[i] += row[i - stride];
        }
    }

    /// <summary>Prefix sum of one band, eight samples at a time: three shifted additions, then the sum so far.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void SumOne(Span<ushort> row)
    {
        int i = 0;
        ushort sum = 0;
        if (Vector128.IsHardwareAccelerated)
        {
            Span<Vector128<ushort>> vectors = MemoryMarshal.Cast<ushort, Vector128<ushort>>(row);
            foreach (ref Vector128<ushort> vector in vectors)
            {
                Vector128<ushort> v = vector;
                v += Vector128.Shuffle(v, Vector128.Create((ushort)8, 0, 1, 2, 3, 4, 5, 6));
                v += Vector128.Shuffle(v, Vector128.Create((ushort)8, 8, 0, 1, 2, 3, 4, 5));
                v += Vector128.Shuffle(v, Vector128.Create((ushort)8, 8, 8, 8, 0, 1, 2, 3));
                v += Vector128.Create(sum);
                vector = v;
                sum = v[7];
            }

            i = vectors.Length * Vector128<ushort>.Count;
        }

        for (; i < row.Length; i++)
        {
            sum += row[i];
            row[i] = sum;
        }
    }
}
