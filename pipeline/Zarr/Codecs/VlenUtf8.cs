using System.Buffers.Binary;
using System.Text;

namespace RasterFlow.Zarr.Codecs;

/// <summary>Zarr's codec <c>vlen-utf8</c>: the number of texts, then the length and the UTF-8 bytes of each; all numbers little-endian uint32.</summary>
internal static class VlenUtf8
{
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    public static byte[] Encode(IReadOnlyList<string> values)
    {
        byte[][] encoded = [.. values.Select(Strict.GetBytes)];
        byte[] bytes = new byte[sizeof(uint) + encoded.Sum(value => sizeof(uint) + value.Length)];
        BinaryPrimitives.WriteInt32LittleEndian(bytes, encoded.Length);
        int at = sizeof(uint);
        foreach (byte[] value in encoded)
        {
            BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(at), value.Length);
            value.CopyTo(bytes, at + sizeof(uint));
            at += sizeof(uint) + value.Length;
        }

        return bytes;
    }

    /// <exception cref="InvalidDataException">The bytes do not hold so many texts.</exception>
    public static string[] Decode(ReadOnlySpan<byte> bytes, int count)
    {
        if (Number(ref bytes) != count)
        {
            throw new InvalidDataException($"vlen-utf8: a chunk should hold {count} texts");
        }

        string[] values = new string[count];
        for (int i = 0; i < count; i++)
        {
            uint length = Number(ref bytes);
            if (length > bytes.Length)
            {
                throw new InvalidDataException($"vlen-utf8: a text of {length} bytes does not fit the {bytes.Length} that are left");
            }

            try
            {
                values[i] = Strict.GetString(bytes[..(int)length]);
            }
            catch (DecoderFallbackException e)
            {
                throw new InvalidDataException("vlen-utf8: a text is not UTF-8", e);
            }

            bytes = bytes[(int)length..];
        }

        return values;
    }

    private static uint Number(ref ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length < sizeof(uint))
        {
            throw new InvalidDataException("vlen-utf8: it ends too soon");
        }

        uint number = BinaryPrimitives.ReadUInt32LittleEndian(bytes);
        bytes = bytes[sizeof(uint)..];
        return number;
    }
}
