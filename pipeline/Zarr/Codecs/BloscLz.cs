namespace RasterFlow.Zarr.Codecs;

/// <summary>BloscLZ, the LZ77 of c-blosc 1 (a descendant of FastLZ level 2).</summary>
internal static class BloscLz
{
    private const int MaxNear = 8191;

    /// <summary>Decodes a stream that fills the destination exactly.</summary>
    /// <exception cref="InvalidDataException">It does not, or it points outside.</exception>
    public static int Decode(ReadOnlySpan<byte> source, Span<byte> destination)
    {
        int from = 0, to = 0;

        // The first token's upper bits carry the level, not a length.
        int token = Next(source, ref from) & 31;
        while (true)
        {
            if (token >= 32)
            {
                CopyMatch(source, ref from, destination, ref to, token);
            }
            else
            {
                int literals = token + 1;
                if (literals > source.Length - from || literals > destination.Length - to)
                {
                    throw new InvalidDataException("blosclz: literals reach outside");
                }

                source.Slice(from, literals).CopyTo(destination[to..]);
                from += literals;
                to += literals;
            }

            if (from >= source.Length)
            {
                return to == destination.Length ? to : throw new InvalidDataException($"blosclz: expected {destination.Length} bytes, got {to}");
            }

            token = source[from++];
        }
    }

    private static void CopyMatch(ReadOnlySpan<byte> source, ref int from, Span<byte> destination, ref int to, int token)
    {
        int length = (token >> 5) - 1;
        int high = (token & 31) << 8;
        if (length == 6)
        {
            int more;
            do
            {
                more = Next(source, ref from);
                length = checked(length + more);
            }
            while (more == 255);
        }

        int low = Next(source, ref from);
        int distance = high + low + 1;
        if (low == 255 && high == 31 << 8)
        {
            int farHigh = Next(source, ref from);
            distance = (farHigh << 8) + Next(source, ref from) + MaxNear + 1;
        }

        BackReference.Copy(destination, ref to, distance, length + 3);
    }

    private static int Next(ReadOnlySpan<byte> source, ref int from) =>
        from < source.Length ? source[from++] : throw new InvalidDataException("blosclz: it ends too soon");
}
