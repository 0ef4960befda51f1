using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using System.Text.Json;

namespace RasterFlow.Zarr.Arrays;

/// <summary>What elements without a chunk are, as the little-endian bytes of one element (Zarr v3 core, "Fill value"; Zarr v2, "Fill value encoding").</summary>
internal static class FillValue
{
    /// <summary>Reads a <c>fill_value</c>; null or none is zero. Texts of any length have no bytes: their fill is the empty text.</summary>
    /// <exception cref="FormatException">The value is not one of the type.</exception>
    public static byte[] Read(JsonElement value, ElementType type)
    {
        byte[] bytes = new byte[type.Size];
        if (value.ValueKind is JsonValueKind.Undefined or JsonValueKind.Null || type.Kind == ElementKind.Text)
        {
            return bytes;
        }

        if (value.ValueKind == JsonValueKind.String && value.GetString() is ['0', 'x', .. string digits])
        {
            byte[] bits = Convert.FromHexString(digits);
            Array.Reverse(bits);
            return bits.Length == bytes.Length ? bits : throw Wrong(value, type);
        }

        switch (type.Kind)
        {
            case ElementKind.Boolean:
                bytes[0] = value.ValueKind is JsonValueKind.True || (value.ValueKind == JsonValueKind.Number && value.GetInt32() != 0) ? (byte)1 : (byte)0;
                return bytes;
            case ElementKind.Signed or ElementKind.Unsigned:
                WriteWhole(value, type, bytes);
                return bytes;
            case ElementKind.Float:
                WriteFloat(Number(value, type), bytes);
                return bytes;
            case ElementKind.Complex:
                WriteFloat(Number(value.ValueKind == JsonValueKind.Array ? value[0] : value, type), bytes.AsSpan(0, type.Size / 2));
                WriteFloat(value.ValueKind == JsonValueKind.Array ? Number(value[1], type) : 0, bytes.AsSpan(type.Size / 2));
                return bytes;
            default:
                WriteText(value, type, bytes);
                return bytes;
        }
    }

    private static void WriteWhole(JsonElement value, ElementType type, Span<byte> bytes)
    {
        // Some writers state whole numbers as 0.0.
        Int128 whole = value.ValueKind == JsonValueKind.Number && value.GetDouble() is var number && Math.Floor(number) == number
            ? Int128.TryParse(value.GetRawText(), CultureInfo.InvariantCulture, out Int128 exact) ? exact : (Int128)number
            : throw Wrong(value, type);
        int bits = type.Size * 8;
        (Int128 least, Int128 greatest) = type.Kind == ElementKind.Signed ? (-(Int128.One << (bits - 1)), (Int128.One << (bits - 1)) - 1) : (Int128.Zero, (Int128.One << bits) - 1);
        if (whole < least || whole > greatest)
        {
            throw Wrong(value, type);
        }

        Span<byte> all = stackalloc byte[16];
        BinaryPrimitives.WriteInt128LittleEndian(all, whole);
        all[..bytes.Length].CopyTo(bytes);
    }

    private static void WriteFloat(double number, Span<byte> bytes)
    {
        switch (bytes.Length)
        {
            case 2: BinaryPrimitives.WriteHalfLittleEndian(bytes, (Half)number); break;
            case 4: BinaryPrimitives.WriteSingleLittleEndian(bytes, (float)number); break;
            default: BinaryPrimitives.WriteDoubleLittleEndian(bytes, number); break;
        }
    }

    private static double Number(JsonElement value, ElementType type) => value.ValueKind switch
    {
        JsonValueKind.Number => value.GetDouble(),
        JsonValueKind.String when value.ValueEquals("NaN"u8) => double.NaN,
        JsonValueKind.String when value.ValueEquals("Infinity"u8) => double.PositiveInfinity,
        JsonValueKind.String when value.ValueEquals("-Infinity"u8) => double.NegativeInfinity,
        _ => throw Wrong(value, type),
    };

    private static void WriteText(JsonElement value, ElementType type, Span<byte> bytes)
    {
        if (value.ValueKind == JsonValueKind.Number && value.GetDouble() == 0)
        {
            return;
        }

        string text = value.ValueKind == JsonValueKind.String ? value.GetString()! : throw Wrong(value, type);
        byte[] encoded = type.Kind == ElementKind.FixedText ? Encoding.UTF32.GetBytes(text) : Convert.FromBase64String(text);
        if (!encoded.AsSpan().TryCopyTo(bytes))
        {
            throw Wrong(value, type);
        }
    }

    private static FormatException Wrong(JsonElement value, ElementType type) =>
        new($"the fill value {value.GetRawText()} is not one of {type.Kind} of {type.Size} bytes");
}
