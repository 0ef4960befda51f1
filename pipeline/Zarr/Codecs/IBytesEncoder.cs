namespace RasterFlow.Zarr.Codecs;

/// <summary>A codec that stores can be written with.</summary>
internal interface IBytesEncoder : IBytesCodec
{
    /// <summary>Encodes into a destination of at least <see cref="IBytesCodec.MaxEncodedLength"/> bytes; returns the bytes written. Equal input gives equal bytes.</summary>
    int Encode(ReadOnlySpan<byte> source, Span<byte> destination);
}
