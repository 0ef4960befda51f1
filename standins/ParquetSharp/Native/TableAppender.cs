using System.Runtime.InteropServices;
using ParquetSharp;

namespace RasterFlow.StandIns.ParquetSharp.Native;

/// <summary>Appends rows to one table, a data chunk of up to 2,048 rows at a time.</summary>
internal sealed unsafe class TableAppender : IDisposable
{
    private nint _appender;

    public TableAppender(nint connection, string table)
    {
        if (DuckDbLibrary.CreateAppender(connection, null, table, out _appender) != 0)
        {
            string message = Error();
            Dispose();
            throw new ParquetException("DuckDB", message);
        }
    }

    /// <summary>Appends all rows of <paramref name="columns"/>, which are the table's columns in order and equally long.</summary>
    public void AppendRows(IReadOnlyList<AppendedColumn> columns, int rowCount)
    {
        nint[] types = new nint[columns.Count];
        nint chunk = 0;
        try
        {
            for (int c = 0; c < types.Length; c++)
            {
                types[c] = DuckDbLibrary.AppenderColumnType(_appender, (ulong)c);
            }

            for (int start = 0; start < rowCount; start += DuckDbLibrary.VectorSize)
            {
                fixed (nint* first = types)
                {
                    chunk = DuckDbLibrary.CreateDataChunk(first, (ulong)types.Length);
                }

                AppendChunk(chunk, columns, start, Math.Min(DuckDbLibrary.VectorSize, rowCount - start));
                DuckDbLibrary.DestroyDataChunk(ref chunk);
            }
        }
        finally
        {
            if (chunk != 0)
            {
                DuckDbLibrary.DestroyDataChunk(ref chunk);
            }

            for (int c = 0; c < types.Length; c++)
            {
                DuckDbLibrary.DestroyLogicalType(ref types[c]);
            }
        }
    }

    /// <summary>Makes the rows visible to queries.</summary>
    public void Close() => Check(DuckDbLibrary.CloseAppender(_appender));

    public void Dispose()
    {
        if (_appender != 0)
        {
            _ = DuckDbLibrary.DestroyAppender(ref _appender);
        }
    }

    private void AppendChunk(nint chunk, IReadOnlyList<AppendedColumn> columns, int start, int count)
    {
        for (int c = 0; c < columns.Count; c++)
        {
            columns[c].Fill(DuckDbLibrary.ChunkVector(chunk, (ulong)c), start, count);
        }

        DuckDbLibrary.SetChunkSize(chunk, (ulong)count);
        Check(DuckDbLibrary.AppendDataChunk(_appender, chunk));
    }

    private void Check(int state)
    {
        if (state != 0)
        {
            throw new ParquetException("DuckDB", Error());
        }
    }

    private string Error() => Marshal.PtrToStringUTF8(DuckDbLibrary.AppenderError(_appender)) ?? "unknown error";
}
