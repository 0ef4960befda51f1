using System.Buffers.Binary;

namespace RasterFlow.Imagery;

/// <summary>Samples that do not fill whole bytes, such as the 15 bits that GDAL writes for NBITS=15: high bits first, rows end on a whole byte.</summary>
internal static class PackedBits
{
    /// <summary>Widens one row to samples of one byte (up to 8 bits) or two (native order).</summary>
    public static void Unpack(ReadOnlySpan<byte> source, int bitsPerSample, Span<byte> destination)
    {
        int sampleBytes = bitsPerSample <= 8 ? 1 : 2;
        uint mask = (1u << bitsPerSample) - 1;
        uint window = 0;
        int bits = 0;
        int at = 0;
        for (int i = 0; i + sampleBytes <= destination.Length; i += sampleBytes)
        {
            while (bits < bitsPerSample)
            {
                window = (window << 8) | source[at++];
                bits += 8;
            }

            uint value = (window >> (bits - bitsPerSample)) & mask;
            bits -= bitsPerSample;
            if (sampleBytes == 1)
            {
                destination[i] = (byte)value;
            }
            else
            {
                BinaryPrimitives.WriteUInt16LittleEndian(destination[i..], (ushort)value);
            }
        }
    }
}
