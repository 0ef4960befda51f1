using System.Runtime.InteropServices;
using System.Text;

namespace RasterFlow.StandIns.ParquetSharp.Native;

/// <summary>
/// Copies a query's result out of DuckDB's vectors. Dates come as days since 1970, timestamps of every unit as microseconds since 1970,
/// groups as an array of their members, lists as an array of their elements, maps as a list of groups (key, value).
/// </summary>
internal static unsafe class ResultColumns
{
    private const int InlinedStringBytes = 12;
    private const long NanosecondsPerMicrosecond = 1000;

    public static object?[][] Read(ref DuckDbLibrary.NativeResult result)
    {
        int columnCount = (int)DuckDbLibrary.ColumnCount(ref result);
        List<object?>[] columns = new List<object?>[columnCount];
        for (int c = 0; c < columnCount; c++)
        {
            columns[c] = [];
        }

        for (nint chunk = DuckDbLibrary.FetchChunk(result); chunk != 0; chunk = DuckDbLibrary.FetchChunk(result))
        {
            try
            {
                int rows = (int)DuckDbLibrary.ChunkSize(chunk);
                for (int c = 0; c < columnCount; c++)
                {
                    Reader read = Open(DuckDbLibrary.ChunkVector(chunk, (ulong)c));
                    for (long row = 0; row < rows; row++)
                    {
                        columns[c].Add(read(row));
                    }
                }
            }
            finally
            {
                DuckDbLibrary.DestroyDataChunk(ref chunk);
            }
        }

        return Array.ConvertAll(columns, column => column.ToArray());
    }

    /// <summary>The value in a row of a vector; null for a missing one.</summary>
    private delegate object? Reader(long row);

    private static Reader Open(nint vector)
    {
        nint type = DuckDbLibrary.VectorType(vector);
        try
        {
            DuckDbType id = DuckDbLibrary.TypeId(type);
            nint data = (nint)DuckDbLibrary.VectorData(vector);
            nint validity = (nint)DuckDbLibrary.VectorValidity(vector);
            Reader read = id switch
            {
                DuckDbType.Struct => Group(vector, (int)DuckDbLibrary.StructChildCount(type)),
                DuckDbType.List or DuckDbType.Map => List(data, Open(DuckDbLibrary.ListChild(vector))),
                _ => row => ReadValue((void*)data, id, row),
            };
            return validity == 0 ? read : row => (((ulong*)validity)[row / 64] >> (int)(row % 64) & 1) != 0 ? read(row) : null;
        }
        finally
        {
            DuckDbLibrary.DestroyLogicalType(ref type);
        }
    }

    private static Reader Group(nint vector, int members)
    {
        Reader[] readers = [.. Enumerable.Range(0, members).Select(i => Open(DuckDbLibrary.StructChild(vector, (ulong)i)))];
        return row => Array.ConvertAll(readers, read => read(row));
    }

    /// <summary>duckdb_list_entry: where a row's elements start in the child vector, and how many they are.</summary>
    private static Reader List(nint data, Reader element) => row =>
    {
        ulong* entry = (ulong*)data + (2 * row);
        object?[] values = new object?[checked((int)entry[1])];
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = element((long)entry[0] + i);
        }

        return values;
    };

    private static object ReadValue(void* data, DuckDbType type, long row) => type switch
    {
        DuckDbType.Boolean => ((byte*)data)[row] != 0,
        DuckDbType.TinyInt => (int)((sbyte*)data)[row],
        DuckDbType.SmallInt => (int)((short*)data)[row],
        DuckDbType.UTinyInt => (int)((byte*)data)[row],
        DuckDbType.USmallInt => (int)((ushort*)data)[row],
        DuckDbType.Integer or DuckDbType.UInteger or DuckDbType.Date => ((int*)data)[row],
        DuckDbType.BigInt or DuckDbType.Timestamp or DuckDbType.TimestampTz => ((long*)data)[row],
        DuckDbType.TimestampNs => Math.DivRem(((long*)data)[row], NanosecondsPerMicrosecond).Quotient,
        DuckDbType.UBigInt => checked((long)((ulong*)data)[row]),
        DuckDbType.Float => ((float*)data)[row],
        DuckDbType.Double => ((double*)data)[row],
        DuckDbType.Varchar => Encoding.UTF8.GetString(Bytes((byte*)data, row)),
        DuckDbType.Blob => Bytes((byte*)data, row).ToArray(),
        _ => throw new NotSupportedException($"This stand-in does not read DuckDB type {(int)type}."),
    };

    /// <summary>duckdb_string_t: 16 bytes, a length and then either 12 bytes or a 4-byte prefix and a pointer.</summary>
    private static ReadOnlySpan<byte> Bytes(byte* strings, long row)
    {
        byte* entry = strings + (row * 16L);
        int length = *(int*)entry;
        return new ReadOnlySpan<byte>(length <= InlinedStringBytes ? entry + 4 : (byte*)Marshal.ReadIntPtr((nint)entry, 8), length);
    }
}
