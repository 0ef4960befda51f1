namespace RasterFlow.Zarr.Codecs;

/// <summary>Undoes the byte shuffle: all first bytes of the elements, then all second bytes, ...; bytes after the last whole element stay as they are.</summary>
internal static class ByteShuffle
{
    public static void Undo(ReadOnlySpan<byte> source, Span<byte> destination, int elementSize)
    {
        int count = source.Length / elementSize;
        for (int part = 0; part < elementSize; part++)
        {
            ReadOnlySpan<byte> plane = source.Slice(part * count, count);
            for (int i = 0, to = part; i < plane.Length; i++, to += elementSize)
            {
                destination[to] = plane[i];
            }
        }

        source[(count * elementSize)..].CopyTo(destination[(count * elementSize)..]);
    }
}
