namespace RasterFlow.StandIns.ParquetSharp.Native;

/// <summary>duckdb_type: the result types that this stand-in reads.</summary>
internal enum DuckDbType
{
    Boolean = 1,
    Integer = 4,
    BigInt = 5,
    UBigInt = 9,
    Float = 10,
    Double = 11,
    Timestamp = 12,
    Date = 13,
    Varchar = 17,
    Blob = 18,
    TimestampTz = 31,
}
