using RasterFlow.Storage.Compression;

namespace RasterFlow.Zarr.Codecs;

/// <summary>Zarr's codec <c>zstd</c> (v3 extension registry; numcodecs id <c>zstd</c>): one or more Zstandard frames (RFC 8878).</summary>
internal sealed class ZstdBytes : IBytesEncoder
{
    public int Decode(ReadOnlySpan<byte> source, Span<byte> destination)
    {
        int written = ZstdCodec.TryDecompress(source, destination, out string? problem);
        return problem is null ? written : throw new InvalidDataException($"zstd: {problem}");
    }

    public int MaxEncodedLength(int length) => ZstdCodec.Bound(length);

    public int Encode(ReadOnlySpan<byte> source, Span<byte> destination) => ZstdCodec.Compress(source, destination);
}
