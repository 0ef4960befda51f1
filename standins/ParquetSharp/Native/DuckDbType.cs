namespace RasterFlow.StandIns.ParquetSharp.Native;

/// <summary>duckdb_type: the result types that this stand-in reads.</summary>
internal enum DuckDbType
{
    Boolean = 1,
    TinyInt = 2,
    SmallInt = 3,
    Integer = 4,
    BigInt = 5,
    UTinyInt = 6,
    USmallInt = 7,
    UInteger = 8,
    UBigInt = 9,
    Float = 10,
    Double = 11,
    Timestamp = 12,
    Date = 13,
    Varchar = 17,
    Blob = 18,
    TimestampNs = 22,
    List = 24,
    Struct = 25,
    Map = 26,
    TimestampTz = 31,
}
