namespace RasterFlow.Zarr.Arrays;

/// <summary>Decodes the chunks of one array. Stateless; safe for concurrent use.</summary>
internal interface IChunkDecoder
{
    /// <summary>Decodes one chunk into its elements, little-endian, in C order; the destination has a chunk's length.</summary>
    /// <exception cref="InvalidDataException">The chunk is damaged.</exception>
    void Decode(ReadOnlySpan<byte> encoded, Span<byte> elements);
}
