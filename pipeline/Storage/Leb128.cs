using System.Runtime.CompilerServices;

namespace RasterFlow.Storage;

/// <summary>Whole numbers in few bytes: seven bits each, the lowest first, the highest bit set in all but the last (LEB128, as protobuf, Avro and PMTiles have it).</summary>
internal static class Leb128
{
    /// <summary>Bytes of the longest 64-bit number.</summary>
    public const int LongestLength = 10;

    /// <summary>Writes a number to the start of a span; returns how many bytes it took, at most <see cref="LongestLength"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Write(Span<byte> target, ulong value)
    {
        int length = 0;
        while (value >= 0x80)
        {
            target[length++] = (byte)(value | 0x80);
            value >>= 7;
        }

        target[length++] = (byte)value;
        return length;
    }

    /// <summary>Signed numbers as unsigned ones, small for small amounts: 0, -1, 1, -2, ... become 0, 1, 2, 3, ...</summary>
    public static ulong ZigZag(long value) => (ulong)((value << 1) ^ (value >> 63));
}
