namespace ParquetSharp;

public enum Compression
{
    Uncompressed = 0,
    Snappy = 1,
    Gzip = 2,
    Brotli = 3,
    Zstd = 4,
    Lz4 = 5,
    Lz4Frame = 6,
    Lzo = 7,
    Bz2 = 8,
    Lz4Hadoop = 9,
}

public enum PhysicalType
{
    Boolean = 0,
    Int32 = 1,
    Int64 = 2,
    Int96 = 3,
    Float = 4,
    Double = 5,
    ByteArray = 6,
    FixedLenByteArray = 7,
    Undefined = 8,
}

public enum Repetition
{
    Required = 0,
    Optional = 1,
    Repeated = 2,
    Undefined = 3,
}

public enum TimeUnit
{
    Unknown = 0,
    Millis = 1,
    Micros = 2,
    Nanos = 3,
}

public enum LogicalTypeEnum
{
    Undefined = 0,
    String = 1,
    Map = 2,
    List = 3,
    Enum = 4,
    Decimal = 5,
    Date = 6,
    Time = 7,
    Timestamp = 8,
    Interval = 9,
    Int = 10,
    Nil = 11,
    Json = 12,
    Bson = 13,
    Uuid = 14,
    None = 15,
    Float16 = 16,
    Geometry = 17,
    Geography = 18,
    Variant = 19,
}
