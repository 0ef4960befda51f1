namespace RasterFlow.Imagery;

/// <summary>Run lengths of bytes (TIFF 6.0 section 9).</summary>
internal static class PackBitsDecoder
{
    /// <summary>Unpacks until <paramref name="destination"/> is full or the source ends; returns the bytes written.</summary>
    public static int Decode(ReadOnlySpan<byte> source, Span<byte> destination)
    {
        int at = 0;
        int written = 0;
        while (at < source.Length && written < destination.Length)
        {
            int head = (sbyte)source[at++];
            if (head >= 0)
            {
                int count = Math.Min(Math.Min(head + 1, source.Length - at), destination.Length - written);
                source.Slice(at, count).CopyTo(destination[written..]);
                at += count;
                written += count;
            }
            else if (head != -128 && at < source.Length)
            {
                int count = Math.Min(1 - head, destination.Length - written);
                destination.Slice(written, count).Fill(source[at++]);
                written += count;
            }
        }

        return written;
    }
}
