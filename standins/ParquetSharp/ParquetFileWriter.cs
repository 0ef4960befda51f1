using ParquetSharp.IO;
using ParquetSharp.Schema;
using RasterFlow.StandIns.ParquetSharp;
using RasterFlow.StandIns.ParquetSharp.Native;

namespace ParquetSharp;

/// <summary>
/// Collects row groups in DuckDB tables; <see cref="Close"/> has DuckDB write the file and puts it in place.
/// Differs from the official one: all columns are OPTIONAL in the file whatever the schema says, an empty row group leaves no trace,
/// groups nest one level, and row groups other than the last must take equally many vectors of 2,048 rows.
/// </summary>
public sealed class ParquetFileWriter : IDisposable
{
    private readonly Action<string> _deliver;
    private readonly Action _release;
    private readonly Column[]? _columns;
    private readonly WriterProperties _properties;
    private readonly IReadOnlyDictionary<string, string>? _keyValueMetadata;
    private readonly TemporaryFolder _folder = new();
    private readonly DuckDbSession _session;
    private readonly RowGroupTables _tables;
    private RowGroupWriter? _current;
    private bool _closed;
    private bool _disposed;

    public ParquetFileWriter(string path, Column[] columns, Compression compression = Compression.Snappy, IReadOnlyDictionary<string, string>? keyValueMetadata = null)
        : this(path, columns, new WriterPropertiesBuilder().Compression(compression).Build(), keyValueMetadata)
    {
    }

    public ParquetFileWriter(OutputStream outputStream, Column[] columns, Compression compression = Compression.Snappy, IReadOnlyDictionary<string, string>? keyValueMetadata = null)
        : this(outputStream, columns, new WriterPropertiesBuilder().Compression(compression).Build(), keyValueMetadata)
    {
    }

    public ParquetFileWriter(string path, Column[] columns, WriterProperties writerProperties, IReadOnlyDictionary<string, string>? keyValueMetadata = null)
        : this(Column.CreateSchemaNode(columns), columns, writerProperties, keyValueMetadata, ToPath(path), Nothing)
    {
    }

    public ParquetFileWriter(OutputStream outputStream, Column[] columns, WriterProperties writerProperties, IReadOnlyDictionary<string, string>? keyValueMetadata = null)
        : this(Column.CreateSchemaNode(columns), columns, writerProperties, keyValueMetadata, ToStream(outputStream.Target), Nothing)
    {
    }

    public ParquetFileWriter(string path, GroupNode schema, WriterProperties writerProperties, IReadOnlyDictionary<string, string>? keyValueMetadata = null)
        : this(schema, null, writerProperties, keyValueMetadata, ToPath(path), Nothing)
    {
    }

    public ParquetFileWriter(OutputStream outputStream, GroupNode schema, WriterProperties writerProperties, IReadOnlyDictionary<string, string>? keyValueMetadata = null)
        : this(schema, null, writerProperties, keyValueMetadata, ToStream(outputStream.Target), Nothing)
    {
    }

    public ParquetFileWriter(Stream stream, GroupNode schema, WriterProperties writerProperties, IReadOnlyDictionary<string, string>? keyValueMetadata = null, bool leaveOpen = false)
        : this(schema, null, writerProperties, keyValueMetadata, ToStream(stream), leaveOpen ? Nothing : stream.Dispose)
    {
    }

    private ParquetFileWriter(
        GroupNode schema,
        Column[]? columns,
        WriterProperties properties,
        IReadOnlyDictionary<string, string>? keyValueMetadata,
        Action<string> deliver,
        Action release)
    {
        Schema = new SchemaDescriptor(schema);
        _columns = columns;
        _properties = properties;
        _keyValueMetadata = keyValueMetadata;
        _deliver = deliver;
        _release = release;
        try
        {
            _session = new DuckDbSession(_folder.FilePath("spill"));
            _tables = new RowGroupTables(_session, schema);
        }
        catch
        {
            _session?.Dispose();
            _folder.Dispose();
            throw;
        }
    }

    public SchemaDescriptor Schema { get; }

    public WriterProperties WriterProperties => _properties;

    public IReadOnlyDictionary<string, string> KeyValueMetadata => _keyValueMetadata?.ToDictionary() ?? [];

    public ColumnDescriptor ColumnDescriptor(int i) => Schema.Column(i);

    public RowGroupWriter AppendRowGroup() => Append(buffered: false);

    public RowGroupWriter AppendBufferedRowGroup() => Append(buffered: true);

    /// <summary>Writes the file. The one place where writing fails visibly: always call it.</summary>
    public void Close()
    {
        if (_closed)
        {
            return;
        }

        ObjectDisposedException.ThrowIf(_disposed, this);
        _closed = true;
        _current?.Close();
        string file = _folder.FilePath("file.parquet");
        _tables.CopyTo(file, _properties, KeyValueMetadata);
        _deliver(file);
    }

    /// <summary>Closes as well, and as in the official package nobody hears of a failure then.</summary>
    public void Dispose()
    {
        if (_disposed)
        {
            return;
        }

        try
        {
            Close();
        }
        catch (ParquetException)
        {
            // See above; a half-written row group ends here after an exception elsewhere.
        }
        finally
        {
            _disposed = true;
            _session.Dispose();
            _folder.Dispose();
            _release();
        }
    }

    internal Type? DeclaredTypeOf(int column) => _columns?[column].LogicalSystemType;

    internal void AppendRows(ColumnBuffer[] columns, int rowCount) => _tables.Append(columns, rowCount);

    private static Action<string> ToPath(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        File.Create(path).Dispose();
        return file => File.Copy(file, path, overwrite: true);
    }

    private static Action<string> ToStream(Stream stream)
    {
        ArgumentNullException.ThrowIfNull(stream);
        return file =>
        {
            using FileStream content = File.OpenRead(file);
            content.CopyTo(stream);
        };
    }

    private static void Nothing()
    {
        // The caller keeps what it gave.
    }

    private RowGroupWriter Append(bool buffered)
    {
        ObjectDisposedException.ThrowIf(_closed || _disposed, this);
        _current?.Close();
        return _current = new RowGroupWriter(this, buffered);
    }
}
