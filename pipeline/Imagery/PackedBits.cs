using System.Buffers.Binary;
using System.Numerics.Tensors;
using System.Runtime.InteropServices;

namespace RasterFlow.Imagery;

/// <summary>
/// Widens samples that are stored narrower than they are used: bits that do not fill whole bytes, such as the 15 that GDAL writes for NBITS=15
/// (high bits first, rows end on a whole byte), and 16-bit floats (NBITS=16; TIFF Tech Note 3).
/// </summary>
internal static class PackedBits
{
    /// <summary>Widens one row of whole numbers to samples of one byte (up to 8 bits), two (up to 16) or four, in native order.</summary>
    /// <param name="source">The row as stored.</param>
    /// <param name="bitsPerSample">1-32.</param>
    /// <param name="signed">True for two's complement.</param>
    /// <param name="destination">Filled whole.</param>
    public static void Unpack(ReadOnlySpan<byte> source, int bitsPerSample, bool signed, Span<byte> destination)
    {
        int sampleBytes = CogLevel.WholeBytes(bitsPerSample);
        int unused = 64 - bitsPerSample;
        ulong window = 0;
        int bits = 0;
        int at = 0;
        for (int i = 0; i + sampleBytes <= destination.Length; i += sampleBytes)
        {
            while (bits < bitsPerSample)
            {
                window = (window << 8) | source[at++];
                bits += 8;
            }

            ulong high = window << (64 - bits);
            bits -= bitsPerSample;
            uint value = signed ? (uint)((long)high >> unused) : (uint)(high >> unused);
            switch (sampleBytes)
            {
                case 1:
                    destination[i] = (byte)value;
                    break;
                case 2:
                    BinaryPrimitives.WriteUInt16LittleEndian(destination[i..], (ushort)value);
                    break;
                default:
                    BinaryPrimitives.WriteUInt32LittleEndian(destination[i..], value);
                    break;
            }
        }
    }

    /// <summary>Widens 16-bit floats in native order to 32-bit ones.</summary>
    public static void Widen(ReadOnlySpan<byte> halves, Span<byte> destination) =>
        TensorPrimitives.ConvertToSingle(MemoryMarshal.Cast<byte, Half>(halves), MemoryMarshal.Cast<byte, float>(destination));
}
