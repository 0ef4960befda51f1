namespace RasterFlow.Zarr.Codecs;

/// <summary>What the LZ77 family shares: a copy from what has been written already.</summary>
internal static class BackReference
{
    /// <summary>Appends bytes from a distance behind; where source and target overlap, the bytes repeat.</summary>
    /// <exception cref="InvalidDataException">The reference points before the beginning, or the copy does not fit.</exception>
    public static void Copy(Span<byte> destination, ref int to, int distance, int length)
    {
        if (distance < 1 || distance > to || length > destination.Length - to)
        {
            throw new InvalidDataException($"a copy of {length} bytes from {distance} behind byte {to} of {destination.Length} reaches outside");
        }

        if (distance >= length)
        {
            destination.Slice(to - distance, length).CopyTo(destination[to..]);
        }
        else if (distance == 1)
        {
            destination.Slice(to, length).Fill(destination[to - 1]);
        }
        else
        {
            for (int i = to; i < to + length; i++)
            {
                destination[i] = destination[i - distance];
            }
        }

        to += length;
    }
}
