namespace ParquetSharp;

public abstract class LogicalType : IDisposable, IEquatable<LogicalType>
{
    private readonly string _description;

    private protected LogicalType(LogicalTypeEnum type, string? description = null)
    {
        Type = type;
        _description = description ?? type.ToString();
    }

    public LogicalTypeEnum Type { get; }

    public static LogicalType String() => new StringLogicalType();

    public static LogicalType Map() => new MapLogicalType();

    public static LogicalType List() => new ListLogicalType();

    public static LogicalType Date() => new DateLogicalType();

    public static LogicalType Timestamp(bool isAdjustedToUtc, TimeUnit timeUnit) => new TimestampLogicalType(isAdjustedToUtc, timeUnit);

    public static LogicalType Int(int bitWidth, bool isSigned) => new IntLogicalType(bitWidth, isSigned);

    public static LogicalType Json() => new JsonLogicalType();

    public static LogicalType None() => new NoneLogicalType();

    public void Dispose() => GC.SuppressFinalize(this);

    public bool Equals(LogicalType? other) => other is not null && ToString() == other.ToString();

    public override string ToString() => _description;
}
