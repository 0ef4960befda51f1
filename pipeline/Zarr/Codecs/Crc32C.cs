using System.Buffers.Binary;
using System.Numerics;

namespace RasterFlow.Zarr.Codecs;

/// <summary>Zarr's codec <c>crc32c</c>: the Castagnoli checksum (RFC 3720, appendix B.4), little-endian after the data.</summary>
internal static class Crc32C
{
    /// <summary>Bytes that the codec adds.</summary>
    public const int Length = 4;

    /// <summary>The checksum of some bytes.</summary>
    public static uint Compute(ReadOnlySpan<byte> data)
    {
        uint crc = uint.MaxValue;
        for (; data.Length >= sizeof(ulong); data = data[sizeof(ulong)..])
        {
            crc = BitOperations.Crc32C(crc, BinaryPrimitives.ReadUInt64LittleEndian(data));
        }

        foreach (byte value in data)
        {
            crc = BitOperations.Crc32C(crc, value);
        }

        return ~crc;
    }
}
