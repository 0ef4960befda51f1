using System.Buffers.Binary;
using System.Text;
using ParquetSharp;

namespace RasterFlow.Vectors;

/// <summary>A type of column: how Parquet stores it, what Iceberg calls it, and how its values compare and serialize.</summary>
/// <param name="IcebergName">The type in Iceberg's schemas.</param>
/// <param name="Logical">Makes Parquet's logical type.</param>
/// <param name="Physical">Parquet's physical type.</param>
/// <param name="Compare">The order of values; null for types whose bounds say nothing.</param>
/// <param name="Encode">A bound in Iceberg's single-value serialization (specification, appendix D); null for a value too long to be one.</param>
internal sealed record ColumnType<T>(
    string IcebergName, Func<LogicalType> Logical, PhysicalType Physical, Comparison<T>? Compare, Func<T, byte[]?> Encode);

/// <summary>The types of our columns.</summary>
internal static class ColumnTypes
{
    /// <summary>A text longer than this gives no bound: a cut upper bound would have to be rounded up.</summary>
    private const int LongestTextBound = 64;

    /// <summary>64 bit whole numbers.</summary>
    public static ColumnType<long> Long { get; } = new(
        "long", () => LogicalType.Int(64, isSigned: true), PhysicalType.Int64, (a, b) => a.CompareTo(b), EncodeLong);

    /// <summary>64 bit floating point numbers.</summary>
    public static ColumnType<double> Double { get; } = new("double", LogicalType.None, PhysicalType.Double, (a, b) => a.CompareTo(b), EncodeDouble);

    /// <summary>Days.</summary>
    public static ColumnType<Date> Day { get; } = new("date", LogicalType.Date, PhysicalType.Int32, (a, b) => a.CompareTo(b), EncodeDay);

    /// <summary>Texts.</summary>
    public static ColumnType<string> Text { get; } = new("string", LogicalType.String, PhysicalType.ByteArray, ByCodePoint, EncodeText);

    /// <summary>Well-known binary.</summary>
    public static ColumnType<byte[]> Binary { get; } = new("binary", LogicalType.None, PhysicalType.ByteArray, null, static _ => null);

    /// <summary>8 bytes, little-endian.</summary>
    private static byte[] EncodeLong(long value)
    {
        byte[] bytes = new byte[sizeof(long)];
        BinaryPrimitives.WriteInt64LittleEndian(bytes, value);
        return bytes;
    }

    /// <summary>8 bytes, little-endian.</summary>
    private static byte[] EncodeDouble(double value)
    {
        byte[] bytes = new byte[sizeof(double)];
        BinaryPrimitives.WriteDoubleLittleEndian(bytes, value);
        return bytes;
    }

    /// <summary>Days since 1970-01-01 in 4 bytes, little-endian.</summary>
    private static byte[] EncodeDay(Date value)
    {
        byte[] bytes = new byte[sizeof(int)];
        BinaryPrimitives.WriteInt32LittleEndian(bytes, value.Days);
        return bytes;
    }

    private static byte[]? EncodeText(string value) => value.Length <= LongestTextBound ? Encoding.UTF8.GetBytes(value) : null;

    /// <summary>The order of the UTF-8 bytes, which is that of the code points.</summary>
    private static int ByCodePoint(string a, string b) => Encoding.UTF8.GetBytes(a).AsSpan().SequenceCompareTo(Encoding.UTF8.GetBytes(b));
}
