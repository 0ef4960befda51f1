namespace RasterFlow.Zarr.Codecs;

/// <summary>numcodecs' filter <c>shuffle</c>.</summary>
internal sealed class ShuffleBytes(int elementSize) : IBytesCodec
{
    public int Decode(ReadOnlySpan<byte> source, Span<byte> destination)
    {
        if (source.Length > destination.Length)
        {
            throw new InvalidDataException($"shuffle: {source.Length} bytes do not fit {destination.Length}");
        }

        ByteShuffle.Undo(source, destination, elementSize);
        return source.Length;
    }

    public int MaxEncodedLength(int length) => length;
}
