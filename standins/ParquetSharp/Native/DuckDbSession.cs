using System.Runtime.InteropServices;
using ParquetSharp;

namespace RasterFlow.StandIns.ParquetSharp.Native;

/// <summary>
/// One in-memory DuckDB database with one connection. One thread and kept insertion order: the same input gives the same file.
/// No extension is ever loaded, geometry columns stay plain bytes, memory is bounded; what does not fit spills to a folder that the owner gives.
/// </summary>
internal sealed class DuckDbSession : IDisposable
{
    private nint _database;
    private nint _connection;

    public DuckDbSession(string spillFolder)
    {
        Check(DuckDbLibrary.Open(null, out _database), "open a database");
        try
        {
            Check(DuckDbLibrary.Connect(_database, out _connection), "connect");
            Execute($"""
                SET threads = 1;
                SET memory_limit = '512MB';
                SET temp_directory = {Sql.Text(spillFolder)};
                SET preserve_insertion_order = true;
                SET enable_geoparquet_conversion = false;
                SET autoload_known_extensions = false;
                SET autoinstall_known_extensions = false;
                SET parquet_metadata_cache = true;
                """);
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>Runs statements whose result does not matter.</summary>
    public void Execute(string sql)
    {
        DuckDbLibrary.NativeResult result = Run(sql);
        DuckDbLibrary.DestroyResult(ref result);
    }

    /// <summary>Runs a query and returns its columns, each an array of one object (or null) a row.</summary>
    public object?[][] Read(string sql)
    {
        DuckDbLibrary.NativeResult result = Run(sql);
        try
        {
            return ResultColumns.Read(ref result);
        }
        finally
        {
            DuckDbLibrary.DestroyResult(ref result);
        }
    }

    /// <summary>Opens an appender on a table.</summary>
    public TableAppender Append(string table) => new(_connection, table);

    public void Dispose()
    {
        if (_connection != 0)
        {
            DuckDbLibrary.Disconnect(ref _connection);
        }

        if (_database != 0)
        {
            DuckDbLibrary.Close(ref _database);
        }
    }

    private static void Check(int state, string action)
    {
        if (state != 0)
        {
            throw new ParquetException("DuckDB", $"Could not {action}.");
        }
    }

    private DuckDbLibrary.NativeResult Run(string sql)
    {
        ObjectDisposedException.ThrowIf(_connection == 0, this);
        if (DuckDbLibrary.Query(_connection, sql, out DuckDbLibrary.NativeResult result) == 0)
        {
            return result;
        }

        string message = Marshal.PtrToStringUTF8(DuckDbLibrary.ResultError(ref result)) ?? "unknown error";
        DuckDbLibrary.DestroyResult(ref result);
        throw new ParquetException("DuckDB", message);
    }
}
