using ParquetSharp;

namespace RasterFlow.StandIns.ParquetSharp;

/// <summary>How .NET types, Parquet types and DuckDB types of a leaf belong together (LogicalTypeFactory.DefaultPrimitiveMapping of ParquetSharp).</summary>
internal static class LeafTypes
{
    /// <summary>Parquet's types for a .NET type.</summary>
    /// <exception cref="NotSupportedException">The stand-in does not know the type.</exception>
    public static (LogicalType Logical, PhysicalType Physical, Repetition Repetition) OfSystemType(Type type)
    {
        Type bare = Nullable.GetUnderlyingType(type) ?? type;
        Repetition repetition = bare == type && type.IsValueType ? Repetition.Required : Repetition.Optional;
        if (bare == typeof(bool))
        {
            return (LogicalType.None(), PhysicalType.Boolean, repetition);
        }

        if (bare == typeof(int))
        {
            return (LogicalType.Int(32, true), PhysicalType.Int32, repetition);
        }

        if (bare == typeof(long))
        {
            return (LogicalType.Int(64, true), PhysicalType.Int64, repetition);
        }

        if (bare == typeof(float))
        {
            return (LogicalType.None(), PhysicalType.Float, repetition);
        }

        if (bare == typeof(double))
        {
            return (LogicalType.None(), PhysicalType.Double, repetition);
        }

        if (bare == typeof(string))
        {
            return (LogicalType.String(), PhysicalType.ByteArray, repetition);
        }

        if (bare == typeof(byte[]))
        {
            return (LogicalType.None(), PhysicalType.ByteArray, repetition);
        }

        if (bare == typeof(Date) || bare == typeof(DateOnly))
        {
            return (LogicalType.Date(), PhysicalType.Int32, repetition);
        }

        return bare == typeof(DateTime)
            ? (LogicalType.Timestamp(true, TimeUnit.Micros), PhysicalType.Int64, repetition)
            : throw new NotSupportedException($"This stand-in does not write columns of {type}.");
    }

    /// <summary>The .NET type that a leaf is read and written as, never nullable.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The official package has no type for it either, or this stand-in does not.</exception>
    public static Type SystemTypeOf(LogicalType logical, PhysicalType physical) => (logical, physical) switch
    {
        (NoneLogicalType, PhysicalType.Boolean) => typeof(bool),
        (NoneLogicalType or IntLogicalType { BitWidth: 32, IsSigned: true }, PhysicalType.Int32) => typeof(int),
        (NoneLogicalType or IntLogicalType { BitWidth: 64, IsSigned: true }, PhysicalType.Int64) => typeof(long),
        (NoneLogicalType, PhysicalType.Float) => typeof(float),
        (NoneLogicalType, PhysicalType.Double) => typeof(double),
        (DateLogicalType, PhysicalType.Int32) => typeof(Date),
        (TimestampLogicalType { TimeUnit: TimeUnit.Micros or TimeUnit.Millis }, PhysicalType.Int64) => typeof(DateTime),
        (StringLogicalType or JsonLogicalType, PhysicalType.ByteArray) => typeof(string),
        (NoneLogicalType, PhysicalType.ByteArray) => typeof(byte[]),
        _ => throw new ArgumentOutOfRangeException(nameof(logical), $"unsupported logical type {logical} with physical type {physical}"),
    };

    /// <summary>The column type to create in DuckDB so that COPY writes this leaf.</summary>
    public static string DuckDbNameOf(LogicalType logical, PhysicalType physical)
    {
        Type type = SystemTypeOf(logical, physical);
        return logical switch
        {
            TimestampLogicalType { TimeUnit: not TimeUnit.Micros } => throw new NotSupportedException("This stand-in writes timestamps in microseconds only."),
            TimestampLogicalType { IsAdjustedToUtc: true } => "TIMESTAMPTZ",
            TimestampLogicalType => "TIMESTAMP",
            DateLogicalType => "DATE",
            _ when type == typeof(bool) => "BOOLEAN",
            _ when type == typeof(int) => "INTEGER",
            _ when type == typeof(long) => "BIGINT",
            _ when type == typeof(float) => "FLOAT",
            _ when type == typeof(double) => "DOUBLE",
            _ when type == typeof(string) => "VARCHAR",
            _ => "BLOB",
        };
    }
}
