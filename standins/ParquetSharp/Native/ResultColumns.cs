using System.Runtime.InteropServices;
using System.Text;

namespace RasterFlow.StandIns.ParquetSharp.Native;

/// <summary>Copies a query's result out of DuckDB's vectors. Dates come as days since 1970, timestamps as microseconds since 1970.</summary>
internal static unsafe class ResultColumns
{
    private const int InlinedStringBytes = 12;

    public static object?[][] Read(ref DuckDbLibrary.NativeResult result)
    {
        int columnCount = (int)DuckDbLibrary.ColumnCount(ref result);
        List<object?>[] columns = new List<object?>[columnCount];
        DuckDbType[] types = new DuckDbType[columnCount];
        for (int c = 0; c < columnCount; c++)
        {
            columns[c] = [];
            types[c] = DuckDbLibrary.ColumnType(ref result, (ulong)c);
        }

        for (nint chunk = DuckDbLibrary.FetchChunk(result); chunk != 0; chunk = DuckDbLibrary.FetchChunk(result))
        {
            try
            {
                int rows = (int)DuckDbLibrary.ChunkSize(chunk);
                for (int c = 0; c < columnCount; c++)
                {
                    AddVector(DuckDbLibrary.ChunkVector(chunk, (ulong)c), types[c], rows, columns[c]);
                }
            }
            finally
            {
                DuckDbLibrary.DestroyDataChunk(ref chunk);
            }
        }

        return Array.ConvertAll(columns, column => column.ToArray());
    }

    private static void AddVector(nint vector, DuckDbType type, int rows, List<object?> column)
    {
        void* data = DuckDbLibrary.VectorData(vector);
        ulong* validity = DuckDbLibrary.VectorValidity(vector);
        for (int row = 0; row < rows; row++)
        {
            bool valid = validity is null || (validity[row / 64] >> (row % 64) & 1) != 0;
            column.Add(valid ? ReadValue(data, type, row) : null);
        }
    }

    private static object ReadValue(void* data, DuckDbType type, int row) => type switch
    {
        DuckDbType.Boolean => ((byte*)data)[row] != 0,
        DuckDbType.Integer or DuckDbType.Date => ((int*)data)[row],
        DuckDbType.BigInt or DuckDbType.Timestamp or DuckDbType.TimestampTz => ((long*)data)[row],
        DuckDbType.UBigInt => checked((long)((ulong*)data)[row]),
        DuckDbType.Float => ((float*)data)[row],
        DuckDbType.Double => ((double*)data)[row],
        DuckDbType.Varchar => Encoding.UTF8.GetString(Bytes((byte*)data, row)),
        DuckDbType.Blob => Bytes((byte*)data, row).ToArray(),
        _ => throw new NotSupportedException($"This stand-in does not read DuckDB type {(int)type}."),
    };

    /// <summary>duckdb_string_t: 16 bytes, a length and then either 12 bytes or a 4-byte prefix and a pointer.</summary>
    private static ReadOnlySpan<byte> Bytes(byte* strings, int row)
    {
        byte* entry = strings + (row * 16L);
        int length = *(int*)entry;
        return new ReadOnlySpan<byte>(length <= InlinedStringBytes ? entry + 4 : (byte*)Marshal.ReadIntPtr((nint)entry, 8), length);
    }
}
