namespace RasterFlow.Zarr.Codecs;

/// <summary>
/// Undoes Blosc's bit shuffle: bit 0 of byte 0 of all elements, then bit 1, ...; least bit first. c-blosc 1 shuffles only when the number of elements
/// is a multiple of eight, and leaves the rest as it is.
/// </summary>
internal static class BitShuffle
{
    public static void Undo(ReadOnlySpan<byte> source, Span<byte> destination, int elementSize)
    {
        int count = source.Length / elementSize;
        if (count % 8 != 0)
        {
            source.CopyTo(destination);
            return;
        }

        int planeLength = count / 8;
        for (int part = 0; part < elementSize; part++)
        {
            ReadOnlySpan<byte> planes = source.Slice(part * 8 * planeLength, 8 * planeLength);
            for (int group = 0; group < planeLength; group++)
            {
                ulong bits = 0;
                for (int bit = 0; bit < 8; bit++)
                {
                    bits |= (ulong)planes[(bit * planeLength) + group] << (8 * bit);
                }

                bits = Transpose(bits);
                for (int element = 0; element < 8; element++)
                {
                    destination[(((group * 8) + element) * elementSize) + part] = (byte)(bits >> (8 * element));
                }
            }
        }

        source[(count * elementSize)..].CopyTo(destination[(count * elementSize)..]);
    }

    /// <summary>Transposes 8 x 8 bits, a row a byte (Warren, Hacker's Delight, section 7-3).</summary>
    private static ulong Transpose(ulong x)
    {
        ulong t = (x ^ (x >> 7)) & 0x00AA00AA00AA00AA;
        x = x ^ t ^ (t << 7);
        t = (x ^ (x >> 14)) & 0x0000CCCC0000CCCC;
        x = x ^ t ^ (t << 14);
        t = (x ^ (x >> 28)) & 0x00000000F0F0F0F0;
        return x ^ t ^ (t << 28);
    }
}
