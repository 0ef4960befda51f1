namespace RasterFlow.Imagery.Inflate;

/// <summary>
/// An entry of a decoding table, in 32 bits. Bits 0-7: bits to drop, code and extra bits together. Bits 8-11: bits of the code alone.
/// Bits 12-15: flags. Bits 16-31: two literals; or one, and the base of a length less 3; or the base of a distance; or where a second table starts
/// (after libdeflate, lib/deflate_decompress.c; two symbols in one entry are ours: in rasters of 16 bits a literal is most often followed by a short match).
/// </summary>
internal static class HuffmanEntry
{
    /// <summary>Two symbols: a literal, and before what the entry stands for otherwise.</summary>
    public const uint Pair = 1 << 12;

    /// <summary>With <see cref="Special"/>: the block ends.</summary>
    public const uint End = 1 << 12;

    /// <summary>With <see cref="Special"/>: the code goes on in a second table, whose index has as many bits as bits 8-11 say.</summary>
    public const uint Link = 1 << 13;

    /// <summary>The block's end, a link, or (neither) a code that stands for nothing.</summary>
    public const uint Special = 1 << 14;

    /// <summary>One or two bytes of output, nothing else.</summary>
    public const uint Literal = 1 << 15;

    /// <summary>Where the first literal lies; the second, or the base of a length, lies above.</summary>
    public const uint First = 0x00FF0000;

    /// <summary>The shortest match, which is not part of the base of a length, so that the base fits a byte.</summary>
    public const int ShortestMatch = 3;

    private static ReadOnlySpan<ushort> LengthBase => [3, 4, 5, 6, 7, 8, 9, 10, 11, 13, 15, 17, 19, 23, 27, 31, 35, 43, 51, 59, 67, 83, 99, 115, 131, 163, 195, 227, 258];

    private static ReadOnlySpan<byte> LengthExtra => [0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 4, 4, 5, 5, 5, 5, 0];

    /// <summary>Symbols of literals and lengths (RFC 1951 section 3.2.5), without the code's own bits.</summary>
    public static uint[] LiteralsAndLengths { get; } = [.. Enumerable.Range(0, 288).Select(OfLiteralOrLength)];

    /// <summary>Symbols of distances (RFC 1951 section 3.2.5), without the code's own bits.</summary>
    public static uint[] Distances { get; } = [.. Enumerable.Range(0, 32).Select(OfDistance)];

    /// <summary>Symbols of the code for code lengths (RFC 1951 section 3.2.7).</summary>
    public static uint[] CodeLengths { get; } = [.. Enumerable.Range(0, 19).Select(symbol => (uint)symbol << 16)];

    private static uint OfLiteralOrLength(int symbol) => symbol switch
    {
        < 256 => Literal | ((uint)symbol << 16) | ((uint)symbol << 24),
        256 => Special | End,
        > 285 => Special,
        _ => ((uint)(LengthBase[symbol - 257] - ShortestMatch) << 24) | LengthExtra[symbol - 257],
    };

    private static uint OfDistance(int symbol)
    {
        if (symbol > 29)
        {
            return Special;
        }

        int extra = symbol < 4 ? 0 : (symbol / 2) - 1;
        int start = symbol < 4 ? symbol + 1 : ((2 + (symbol & 1)) << extra) + 1;
        return ((uint)start << 16) | (uint)extra;
    }
}
