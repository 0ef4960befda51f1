using System.Globalization;
using System.Text.RegularExpressions;
using ParquetSharp;
using ParquetSharp.Schema;
using RasterFlow.StandIns.ParquetSharp.Native;

namespace RasterFlow.StandIns.ParquetSharp;

/// <summary>Builds a schema tree from DuckDB's parquet_schema, which lists a file's schema elements depth first.</summary>
internal static partial class ParquetSchemaReader
{
    public static GroupNode Read(DuckDbSession session, string quotedFile)
    {
        object?[][] columns = session.Read($"""
            SELECT name, type, repetition_type, num_children::BIGINT, converted_type, logical_type, field_id::BIGINT FROM parquet_schema({quotedFile}) ORDER BY column_id
            """);
        Element[] elements = new Element[columns[0].Length];
        for (int i = 0; i < elements.Length; i++)
        {
            elements[i] = new Element(
                (string)columns[0][i]!,
                (string?)columns[1][i],
                (string?)columns[2][i],
                checked((int)((long?)columns[3][i] ?? 0)),
                (string?)columns[4][i],
                (string?)columns[5][i],
                checked((int)((long?)columns[6][i] ?? -1)));
        }

        int next = 0;
        return (GroupNode)ReadNode(elements, ref next);
    }

    private static Node ReadNode(Element[] elements, ref int next)
    {
        Element element = elements[next++];
        LogicalType? logical = LogicalTypeOf(element);
        string unknown = element.Logical ?? element.Converted ?? string.Empty;
        if (element.PhysicalType is not null)
        {
            return new PrimitiveNode(element.Name, RepetitionOf(element), logical, PhysicalTypeOf(element.PhysicalType), unknown, element.FieldId);
        }

        Node[] fields = new Node[element.Children];
        for (int i = 0; i < fields.Length; i++)
        {
            fields[i] = ReadNode(elements, ref next);
        }

        return new GroupNode(element.Name, RepetitionOf(element), fields, logical, unknown, element.FieldId);
    }

    private static Repetition RepetitionOf(Element element) => element.Repetition switch
    {
        "OPTIONAL" => Repetition.Optional,
        "REPEATED" => Repetition.Repeated,
        _ => Repetition.Required,
    };

    private static PhysicalType PhysicalTypeOf(string type) => type switch
    {
        "BOOLEAN" => PhysicalType.Boolean,
        "INT32" => PhysicalType.Int32,
        "INT64" => PhysicalType.Int64,
        "INT96" => PhysicalType.Int96,
        "FLOAT" => PhysicalType.Float,
        "DOUBLE" => PhysicalType.Double,
        "BYTE_ARRAY" => PhysicalType.ByteArray,
        "FIXED_LEN_BYTE_ARRAY" => PhysicalType.FixedLenByteArray,
        _ => PhysicalType.Undefined,
    };

    /// <summary>Null for a logical type that the stand-in has no class for. The newer annotation counts before the converted type.</summary>
    private static LogicalType? LogicalTypeOf(Element element)
    {
        if (element.Logical is { } logical)
        {
            return LogicalAnnotation(logical);
        }

        return element.Converted switch
        {
            null => LogicalType.None(),
            "UTF8" => LogicalType.String(),
            "LIST" => LogicalType.List(),
            "MAP" or "MAP_KEY_VALUE" => LogicalType.Map(),
            "JSON" => LogicalType.Json(),
            "DATE" => LogicalType.Date(),
            "INT_8" => LogicalType.Int(8, true),
            "INT_16" => LogicalType.Int(16, true),
            "INT_32" => LogicalType.Int(32, true),
            "INT_64" => LogicalType.Int(64, true),
            "UINT_8" => LogicalType.Int(8, false),
            "UINT_16" => LogicalType.Int(16, false),
            "UINT_32" => LogicalType.Int(32, false),
            "UINT_64" => LogicalType.Int(64, false),
            "TIMESTAMP_MILLIS" => LogicalType.Timestamp(true, TimeUnit.Millis),
            "TIMESTAMP_MICROS" => LogicalType.Timestamp(true, TimeUnit.Micros),
            _ => null,
        };
    }

    private static LogicalType? LogicalAnnotation(string logical)
    {
        if (IntPattern().Match(logical) is { Success: true } integer)
        {
            int bits = int.Parse(integer.Groups[1].ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture);
            return LogicalType.Int(bits, integer.Groups[2].Value == "1");
        }

        if (logical.StartsWith("TimestampType", StringComparison.Ordinal))
        {
            TimeUnit unit = logical.Contains("MicroSeconds()", StringComparison.Ordinal) ? TimeUnit.Micros
                : logical.Contains("MilliSeconds()", StringComparison.Ordinal) ? TimeUnit.Millis : TimeUnit.Nanos;
            return LogicalType.Timestamp(logical.Contains("isAdjustedToUTC=1", StringComparison.Ordinal), unit);
        }

        return logical switch
        {
            "StringType()" => LogicalType.String(),
            "ListType()" => LogicalType.List(),
            "MapType()" => LogicalType.Map(),
            "JsonType()" => LogicalType.Json(),
            "DateType()" => LogicalType.Date(),
            _ => null,
        };
    }

    [GeneratedRegex(@"^IntType\(bitWidth=(\d+), isSigned=(\d)\)$")]
    private static partial Regex IntPattern();

    private sealed record Element(string Name, string? PhysicalType, string? Repetition, int Children, string? Converted, string? Logical, int FieldId);
}
