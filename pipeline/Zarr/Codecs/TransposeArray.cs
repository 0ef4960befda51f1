namespace RasterFlow.Zarr.Codecs;

/// <summary>Zarr's codec <c>transpose</c>: axis i of the encoded chunk is axis order[i] of the decoded one. Zarr v2's order F is the reversed order.</summary>
internal sealed class TransposeArray : IArrayCodec
{
    private readonly int[] _encodedShape;
    private readonly int[] _strides;
    private readonly int _elementSize;

    /// <param name="shape">Shape of the decoded chunk.</param>
    /// <param name="order">A permutation of the axes.</param>
    /// <param name="elementSize">Bytes of an element.</param>
    public TransposeArray(int[] shape, int[] order, int elementSize)
    {
        if (order.Length != shape.Length || !order.Order().SequenceEqual(Enumerable.Range(0, shape.Length)))
        {
            throw new FormatException($"transpose: [{string.Join(", ", order)}] does not order {shape.Length} axes");
        }

        int[] strides = new int[shape.Length];
        int stride = elementSize;
        for (int axis = shape.Length - 1; axis >= 0; axis--)
        {
            strides[axis] = stride;
            stride *= shape[axis];
        }

        _encodedShape = [.. order.Select(axis => shape[axis])];
        _strides = [.. order.Select(axis => strides[axis])];
        _elementSize = elementSize;
    }

    /// <summary>Shape of the encoded chunk.</summary>
    public int[] EncodedShape => _encodedShape;

    public void Decode(ReadOnlySpan<byte> source, Span<byte> destination)
    {
        int[] index = new int[_encodedShape.Length];
        int target = 0;
        for (int from = 0; from < source.Length; from += _elementSize)
        {
            source.Slice(from, _elementSize).CopyTo(destination[target..]);
            for (int axis = index.Length - 1; axis >= 0; axis--)
            {
                target += _strides[axis];
                if (++index[axis] < _encodedShape[axis])
                {
                    break;
                }

                target -= _strides[axis] * _encodedShape[axis];
                index[axis] = 0;
            }
        }
    }
}
