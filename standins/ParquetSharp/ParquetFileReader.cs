using ParquetSharp.IO;
using RasterFlow.StandIns.ParquetSharp;
using RasterFlow.StandIns.ParquetSharp.Native;

namespace ParquetSharp;

/// <summary>Reads through DuckDB: one query a column chunk. A stream is first copied to a temporary file.</summary>
public sealed class ParquetFileReader : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly Action _release;
    private readonly ParquetSource _source;
    private bool _disposed;

    public ParquetFileReader(string path)
        : this(folder => File.CreateSymbolicLink(folder.FilePath("file.parquet"), Path.GetFullPath(Existing(path))), Nothing)
    {
    }

    public ParquetFileReader(RandomAccessFile randomAccessFile)
        : this(folder => CopyToFile(randomAccessFile.Source, folder), Nothing)
    {
    }

    public ParquetFileReader(Stream stream, bool leaveOpen = false)
        : this(folder => CopyToFile(stream, folder), leaveOpen ? Nothing : stream.Dispose)
    {
    }

    private ParquetFileReader(Action<TemporaryFolder> provide, Action release)
    {
        _release = release;
        DuckDbSession? session = null;
        try
        {
            provide(_folder);
            session = new DuckDbSession(_folder.FilePath("spill"));
            _source = new ParquetSource(session, _folder.FilePath("file.parquet"));
            FileMetaData = new FileMetaData(_source);
        }
        catch
        {
            session?.Dispose();
            _folder.Dispose();
            throw;
        }
    }

    public FileMetaData FileMetaData { get; }

    public RowGroupReader RowGroup(int i)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        return i >= 0 && i < FileMetaData.NumRowGroups
            ? new RowGroupReader(_source, FileMetaData.Schema, i)
            : throw new ParquetException("parquet::ParquetException", $"Trying to read row group {i} but file only has {FileMetaData.NumRowGroups} row groups");
    }

    public void Close() => Dispose();

    public void Dispose()
    {
        if (_disposed)
        {
            return;
        }

        _disposed = true;
        _source.Session.Dispose();
        _folder.Dispose();
        _release();
    }

    private static string Existing(string path) => File.Exists(path)
        ? path
        : throw new ParquetException("arrow::IOError", $"Failed to open local file '{path}'");

    private static void CopyToFile(Stream stream, TemporaryFolder folder)
    {
        using FileStream file = File.Create(folder.FilePath("file.parquet"));
        stream.Seek(0, SeekOrigin.Begin);
        stream.CopyTo(file);
    }

    private static void Nothing()
    {
        // The caller keeps what it gave.
    }
}
