using RasterFlow.Imagery;

namespace RasterFlow.Zarr.Codecs;

/// <summary>The codecs from bytes to bytes of an array, in the order of encoding.</summary>
internal sealed class CodecChain(IReadOnlyList<IBytesCodec> codecs)
{
    /// <summary>Decoded chunks of texts end here: coordinates are short.</summary>
    private const int MostBytes = 64 << 20;

    /// <summary>Decodes bytes that must fill the destination exactly.</summary>
    /// <exception cref="InvalidDataException">They do not, or are damaged.</exception>
    public void Decode(ReadOnlySpan<byte> source, Span<byte> destination)
    {
        int written = Decode(source, destination, 0);
        if (written != destination.Length)
        {
            throw new InvalidDataException($"expected {destination.Length} bytes, got {written}");
        }
    }

    /// <summary>Decodes bytes whose decoded length is not known.</summary>
    /// <exception cref="InvalidDataException">They are damaged, or more than 64 MiB.</exception>
    public byte[] DecodeAll(ReadOnlySpan<byte> source)
    {
        for (int capacity = Math.Max(4096, 4 * source.Length); ; capacity *= 4)
        {
            byte[] buffer = new byte[Math.Min(capacity, MostBytes)];
            try
            {
                return buffer[..Decode(source, buffer, 0)];
            }
            catch (InvalidDataException) when (buffer.Length < MostBytes)
            {
                // Too small, or damaged: the largest one tells.
            }
        }
    }

    private int Decode(ReadOnlySpan<byte> source, Span<byte> destination, int first)
    {
        if (first == codecs.Count)
        {
            return source.TryCopyTo(destination) ? source.Length : throw new InvalidDataException($"{source.Length} bytes do not fit {destination.Length}");
        }

        if (first == codecs.Count - 1)
        {
            return codecs[first].Decode(source, destination);
        }

        using RentedBuffer<byte> between = new(codecs[first].MaxEncodedLength(destination.Length));
        int length = Decode(source, between.Span, first + 1);
        return codecs[first].Decode(between.Span[..length], destination);
    }
}
