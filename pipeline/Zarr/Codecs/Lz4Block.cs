namespace RasterFlow.Zarr.Codecs;

/// <summary>The LZ4 block format (lz4_Block_format.md): sequences of literals and of copies from the last 64 KiB.</summary>
internal static class Lz4Block
{
    private const int MinMatch = 4;

    /// <summary>Decodes a block that fills the destination exactly.</summary>
    /// <exception cref="InvalidDataException">It does not, or it points outside.</exception>
    public static int Decode(ReadOnlySpan<byte> source, Span<byte> destination)
    {
        int from = 0, to = 0;
        while (from < source.Length)
        {
            int token = source[from++];
            int literals = Length(source, ref from, token >> 4);
            if (literals > source.Length - from || literals > destination.Length - to)
            {
                throw new InvalidDataException("lz4: literals reach outside");
            }

            source.Slice(from, literals).CopyTo(destination[to..]);
            from += literals;
            to += literals;
            if (from == source.Length)
            {
                break;
            }

            if (source.Length - from < 2)
            {
                throw new InvalidDataException("lz4: it ends too soon");
            }

            int distance = source[from] | (source[from + 1] << 8);
            from += 2;
            BackReference.Copy(destination, ref to, distance, Length(source, ref from, token & 15) + MinMatch);
        }

        return to == destination.Length ? to : throw new InvalidDataException($"lz4: expected {destination.Length} bytes, got {to}");
    }

    private static int Length(ReadOnlySpan<byte> source, ref int from, int length)
    {
        if (length < 15)
        {
            return length;
        }

        int more;
        do
        {
            more = from < source.Length ? source[from++] : throw new InvalidDataException("lz4: it ends too soon");
            length = checked(length + more);
        }
        while (more == 255);
        return length;
    }
}
