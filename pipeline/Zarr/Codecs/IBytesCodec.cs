namespace RasterFlow.Zarr.Codecs;

/// <summary>A codec from bytes to bytes: a compressor, a checksum, a shuffle. Stateless; safe for concurrent use.</summary>
internal interface IBytesCodec
{
    /// <summary>Decodes into a destination that may be longer than what comes out.</summary>
    /// <returns>Bytes written.</returns>
    /// <exception cref="InvalidDataException">The bytes are damaged, or hold more than fits.</exception>
    int Decode(ReadOnlySpan<byte> source, Span<byte> destination);

    /// <summary>The most bytes that a sound encoding of so many bytes has: what decoding may ask for is known before anything is allocated.</summary>
    int MaxEncodedLength(int length);
}
