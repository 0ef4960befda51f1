namespace RasterFlow.Imagery;

/// <summary>LZW as TIFF has it: codes of 9 to 12 bits, high bits first, one code early at each width (TIFF 6.0 section 13).</summary>
internal static class LzwDecoder
{
    private const int Clear = 256;
    private const int End = 257;
    private const int FirstFree = 258;
    private const int TableSize = 4096;

    /// <summary>Unpacks until <paramref name="destination"/> is full or the end code comes.</summary>
    /// <returns>Bytes written; -1 when the codes make no sense.</returns>
    public static int Decode(ReadOnlySpan<byte> source, Span<byte> destination)
    {
        // Each code stands for an earlier piece of the output: where it starts and how long it is.
        using RentedBuffer<int> starts = new(TableSize);
        using RentedBuffer<int> lengths = new(TableSize);
        return Decode(source, destination, starts.Span, lengths.Span);
    }

    /// <summary>True for the little-endian LZW of programs before TIFF 5.0, which starts with another clear code.</summary>
    public static bool IsOldStyle(ReadOnlySpan<byte> source) => source.Length >= 2 && source[0] == 0 && (source[1] & 1) == 1;

    private static int Decode(ReadOnlySpan<byte> source, Span<byte> destination, Span<int> starts, Span<int> lengths)
    {
        int next = FirstFree, width = 9, at = 0, written = 0, bits = 0;
        int previousStart = 0, previousLength = 0;
        uint window = 0;
        while (written < destination.Length)
        {
            while (bits < width)
            {
                if (at == source.Length)
                {
                    return written;
                }

                window = (window << 8) | source[at++];
                bits += 8;
            }

            int code = (int)(window >> (bits - width)) & ((1 << width) - 1);
            bits -= width;
            if (code == End)
            {
                return written;
            }

            if (code == Clear)
            {
                (next, width, previousLength) = (FirstFree, 9, 0);
                continue;
            }

            int length = Emit(code, destination, written, next, previousLength, starts, lengths);
            if (length < 0)
            {
                return -1;
            }

            if (previousLength > 0 && next < TableSize)
            {
                // The new entry is the previous piece and the byte after it, which has just been written.
                starts[next] = previousStart;
                lengths[next] = previousLength + 1;
                next++;
                width = next >= 2047 ? 12 : next >= 1023 ? 11 : next >= 511 ? 10 : 9;
            }

            (previousStart, previousLength) = (written, length);
            written += Math.Min(length, destination.Length - written);
        }

        return written;
    }

    private static int Emit(int code, Span<byte> destination, int written, int next, int previousLength, Span<int> starts, Span<int> lengths)
    {
        if (code < Clear)
        {
            destination[written] = (byte)code;
            return 1;
        }

        bool isNext = code == next && previousLength > 0;
        if (code > next || (code == next && !isNext))
        {
            return -1;
        }

        int length = isNext ? previousLength + 1 : lengths[code];
        int start = isNext ? written - previousLength : starts[code];
        int count = Math.Min(length, destination.Length - written);
        if (start + count <= written)
        {
            destination.Slice(start, count).CopyTo(destination[written..]);
        }
        else
        {
            for (int i = 0; i < count; i++)
            {
                destination[written + i] = destination[start + i];
            }
        }

        return length;
    }
}
