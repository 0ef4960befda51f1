namespace ParquetSharp;

public sealed class StringLogicalType : LogicalType
{
    internal StringLogicalType()
        : base(LogicalTypeEnum.String)
    {
    }
}

public sealed class ListLogicalType : LogicalType
{
    internal ListLogicalType()
        : base(LogicalTypeEnum.List)
    {
    }
}

public sealed class MapLogicalType : LogicalType
{
    internal MapLogicalType()
        : base(LogicalTypeEnum.Map)
    {
    }
}

public sealed class DateLogicalType : LogicalType
{
    internal DateLogicalType()
        : base(LogicalTypeEnum.Date)
    {
    }
}

public sealed class JsonLogicalType : LogicalType
{
    internal JsonLogicalType()
        : base(LogicalTypeEnum.Json)
    {
    }
}

public sealed class NoneLogicalType : LogicalType
{
    internal NoneLogicalType()
        : base(LogicalTypeEnum.None)
    {
    }
}

public sealed class IntLogicalType : LogicalType
{
    internal IntLogicalType(int bitWidth, bool isSigned)
        : base(LogicalTypeEnum.Int, $"Int(bitWidth={bitWidth}, isSigned={isSigned})") => (BitWidth, IsSigned) = (bitWidth, isSigned);

    public int BitWidth { get; }

    public bool IsSigned { get; }
}

public sealed class TimestampLogicalType : LogicalType
{
    internal TimestampLogicalType(bool isAdjustedToUtc, TimeUnit timeUnit)
        : base(LogicalTypeEnum.Timestamp, $"Timestamp(isAdjustedToUTC={isAdjustedToUtc}, timeUnit={timeUnit})") => (IsAdjustedToUtc, TimeUnit) = (isAdjustedToUtc, timeUnit);

    public bool IsAdjustedToUtc { get; }

    public TimeUnit TimeUnit { get; }
}
