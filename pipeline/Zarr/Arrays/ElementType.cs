using System.Globalization;
using System.Text.Json;

namespace RasterFlow.Zarr.Arrays;

/// <summary>The type of an array's elements, of Zarr v3 or v2 alike.</summary>
/// <param name="Kind">What an element is.</param>
/// <param name="Size">Bytes of an element; 0 for texts of any length.</param>
/// <param name="IsBigEndian">Whether Zarr v2 states big-endian bytes; in v3 the codec <c>bytes</c> does.</param>
internal sealed record ElementType(ElementKind Kind, int Size, bool IsBigEndian = false)
{
    private const int MostFixedBytes = 1 << 20;

    private static readonly Dictionary<string, ElementType> Named = new(StringComparer.Ordinal)
    {
        ["bool"] = new(ElementKind.Boolean, 1),
        ["int8"] = new(ElementKind.Signed, 1),
        ["int16"] = new(ElementKind.Signed, 2),
        ["int32"] = new(ElementKind.Signed, 4),
        ["int64"] = new(ElementKind.Signed, 8),
        ["uint8"] = new(ElementKind.Unsigned, 1),
        ["uint16"] = new(ElementKind.Unsigned, 2),
        ["uint32"] = new(ElementKind.Unsigned, 4),
        ["uint64"] = new(ElementKind.Unsigned, 8),
        ["float16"] = new(ElementKind.Float, 2),
        ["float32"] = new(ElementKind.Float, 4),
        ["float64"] = new(ElementKind.Float, 8),
        ["complex64"] = new(ElementKind.Complex, 8),
        ["complex128"] = new(ElementKind.Complex, 16),
        ["string"] = new(ElementKind.Text, 0),
    };

    /// <summary>The type's name in Zarr v3, or one like it.</summary>
    public string Name => Kind switch
    {
        ElementKind.Boolean => "bool",
        ElementKind.Signed => $"int{Size * 8}",
        ElementKind.Unsigned => $"uint{Size * 8}",
        ElementKind.Float => $"float{Size * 8}",
        ElementKind.Complex => $"complex{Size * 8}",
        ElementKind.Text => "string",
        _ => $"{Kind} of {Size} bytes",
    };

    /// <summary>Bytes that change places together when the byte order is the other one.</summary>
    public int SwapUnit => Kind switch
    {
        ElementKind.Complex => Size / 2,
        ElementKind.FixedText => 4,
        ElementKind.FixedBytes => 1,
        _ => Size,
    };

    /// <summary>The .NET type that elements are read as; null for fixed and variable texts.</summary>
    public Type? ClrType => (Kind, Size) switch
    {
        (ElementKind.Boolean, _) => typeof(bool),
        (ElementKind.Signed, 1) => typeof(sbyte),
        (ElementKind.Signed, 2) => typeof(short),
        (ElementKind.Signed, 4) => typeof(int),
        (ElementKind.Signed, 8) => typeof(long),
        (ElementKind.Unsigned, 1) => typeof(byte),
        (ElementKind.Unsigned, 2) => typeof(ushort),
        (ElementKind.Unsigned, 4) => typeof(uint),
        (ElementKind.Unsigned, 8) => typeof(ulong),
        (ElementKind.Float, 2) => typeof(Half),
        (ElementKind.Float, 4) => typeof(float),
        (ElementKind.Float, 8) => typeof(double),
        (ElementKind.Complex, 16) => typeof(System.Numerics.Complex),
        _ => null,
    };

    /// <summary>Zarr v3's <c>data_type</c>.</summary>
    /// <exception cref="NotSupportedException">A type that is not read.</exception>
    public static ElementType FromV3(JsonElement type)
    {
        if (type.ValueKind == JsonValueKind.Object)
        {
            string extension = type.GetProperty("name").GetString()!;
            JsonElement configuration = type.TryGetProperty("configuration", out JsonElement given) ? given : default;
            return extension switch
            {
                "fixed_length_utf32" => new(ElementKind.FixedText, Fixed(configuration.GetProperty("length_bytes").GetInt32(), 4)),
                "numpy.datetime64" or "numpy.timedelta64" => Named["int64"],
                _ => throw new NotSupportedException($"data type '{extension}'"),
            };
        }

        string name = type.GetString()!;
        return Named.TryGetValue(name, out ElementType? known) ? known : throw new NotSupportedException($"data type '{name}'");
    }

    /// <summary>Zarr v2's <c>dtype</c> (numpy's array interface: byte order, kind, bytes).</summary>
    /// <exception cref="NotSupportedException">A type that is not read.</exception>
    public static ElementType FromV2(JsonElement dtype)
    {
        string text = dtype.ValueKind == JsonValueKind.String ? dtype.GetString()! : throw new NotSupportedException("a structured data type");
        string digits = text.Length > 2 ? text[2..].Split('[')[0] : string.Empty;
        if (text.StartsWith("|O", StringComparison.Ordinal))
        {
            return Named["string"];
        }

        if (text.Length < 3 || "<>|=".IndexOf(text[0], StringComparison.Ordinal) < 0 || !int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out int size) || size == 0)
        {
            throw new NotSupportedException($"data type '{text}'");
        }

        ElementType type = text[1] switch
        {
            'b' => new(ElementKind.Boolean, size),
            'i' or 'M' or 'm' => new(ElementKind.Signed, size),
            'u' => new(ElementKind.Unsigned, size),
            'f' => new(ElementKind.Float, size),
            'c' => new(ElementKind.Complex, size),
            'U' => new(ElementKind.FixedText, Fixed(checked(size * 4), 4)),
            'S' => new(ElementKind.FixedBytes, Fixed(size, 1)),
            _ => throw new NotSupportedException($"data type '{text}'"),
        };
        bool isKnown = type.Kind is ElementKind.FixedText or ElementKind.FixedBytes || Named.ContainsValue(type);
        return isKnown ? type with { IsBigEndian = text[0] == '>' } : throw new NotSupportedException($"data type '{text}'");
    }

    private static int Fixed(int bytes, int unit) =>
        bytes > 0 && bytes % unit == 0 && bytes <= MostFixedBytes ? bytes : throw new NotSupportedException($"texts of {bytes} bytes");
}

/// <summary>What elements are.</summary>
internal enum ElementKind
{
    Boolean,
    Signed,
    Unsigned,
    Float,
    Complex,

    /// <summary>Texts of a fixed length in UTF-32, filled up with zeros.</summary>
    FixedText,

    /// <summary>Texts of a fixed length in ASCII, filled up with zeros.</summary>
    FixedBytes,

    /// <summary>Texts of any length.</summary>
    Text,
}
