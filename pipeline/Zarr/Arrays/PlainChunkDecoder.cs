using RasterFlow.Imagery;
using RasterFlow.Zarr.Codecs;

namespace RasterFlow.Zarr.Arrays;

/// <summary>A chunk that is one piece: bytes to bytes, byte order, array to array.</summary>
/// <param name="chain">The codecs from bytes to bytes.</param>
/// <param name="swapUnit">Bytes that change places together; 1 when the byte order is ours.</param>
/// <param name="arrayCodecs">The codecs from array to array, in the order of encoding.</param>
internal sealed class PlainChunkDecoder(CodecChain chain, int swapUnit, IReadOnlyList<IArrayCodec> arrayCodecs) : IChunkDecoder
{
    public void Decode(ReadOnlySpan<byte> encoded, Span<byte> elements)
    {
        if (arrayCodecs.Count == 0)
        {
            chain.Decode(encoded, elements);
            Swap(elements);
            return;
        }

        using RentedBuffer<byte> first = new(elements.Length);
        using RentedBuffer<byte> second = new(elements.Length);
        chain.Decode(encoded, first.Span);
        Swap(first.Span);
        (RentedBuffer<byte> from, RentedBuffer<byte> to) = (first, second);
        for (int i = arrayCodecs.Count - 1; i >= 0; i--)
        {
            arrayCodecs[i].Decode(from.Span, i == 0 ? elements : to.Span);
            (from, to) = (to, from);
        }
    }

    private void Swap(Span<byte> elements)
    {
        for (int i = 0; swapUnit > 1 && i < elements.Length; i += swapUnit)
        {
            elements.Slice(i, swapUnit).Reverse();
        }
    }
}
