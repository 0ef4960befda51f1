using RasterFlow.Imagery.Inflate;

namespace RasterFlow.Zarr.Codecs;

/// <summary>numcodecs' codec <c>zlib</c> (RFC 1950).</summary>
internal sealed class ZlibBytes : IBytesCodec
{
    public int Decode(ReadOnlySpan<byte> source, Span<byte> destination)
    {
        int written = Inflater.Inflate(source, destination, out string? problem);
        return problem is null ? written : throw new InvalidDataException($"zlib: {problem}");
    }

    public int MaxEncodedLength(int length) => checked(length + (length >> 8) + 128);
}
