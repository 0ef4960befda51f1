using System.Numerics;
using System.Runtime.InteropServices;

namespace RasterFlow.Zarr.Codecs;

/// <summary>numcodecs' filter <c>delta</c> over whole numbers: each element is the difference from the one before, in C order.</summary>
internal sealed class DeltaArray(int elementSize) : IArrayCodec
{
    public void Decode(ReadOnlySpan<byte> source, Span<byte> destination)
    {
        switch (elementSize)
        {
            case 1: Sum<byte>(source, destination); break;
            case 2: Sum<ushort>(source, destination); break;
            case 4: Sum<uint>(source, destination); break;
            default: Sum<ulong>(source, destination); break;
        }
    }

    // Two's complement: signed and unsigned sums have the same bits.
    private static void Sum<T>(ReadOnlySpan<byte> source, Span<byte> destination)
        where T : unmanaged, IBinaryInteger<T>
    {
        ReadOnlySpan<T> differences = MemoryMarshal.Cast<byte, T>(source);
        Span<T> values = MemoryMarshal.Cast<byte, T>(destination);
        T last = T.Zero;
        for (int i = 0; i < differences.Length; i++)
        {
            last += differences[i];
            values[i] = last;
        }
    }
}
