namespace RasterFlow.Zarr.Codecs;

/// <summary>A codec from array to array. Elements are little-endian, in C order of the shape that the codec was made for.</summary>
internal interface IArrayCodec
{
    /// <summary>Decodes a whole chunk; both spans have its length in bytes.</summary>
    void Decode(ReadOnlySpan<byte> source, Span<byte> destination);
}
