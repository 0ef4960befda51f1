using RasterFlow.StandIns.ParquetSharp;

namespace ParquetSharp;

public sealed class RowGroupWriter : IDisposable
{
    private readonly ParquetFileWriter _file;
    private readonly ColumnWriter?[] _columns;
    private bool _closed;

    internal RowGroupWriter(ParquetFileWriter file, bool buffered)
    {
        _file = file;
        _columns = new ColumnWriter?[file.Schema.NumColumns];
        Buffered = buffered;
        if (buffered)
        {
            for (int i = 0; i < _columns.Length; i++)
            {
                _columns[i] = CreateColumn(i);
            }
        }
    }

    public bool Buffered { get; }

    public int CurrentColumn { get; private set; } = -1;

    public int NumColumns => _columns.Length;

    public long NumRows => _columns.Length == 0 ? 0 : _columns[0]?.RowWritten ?? 0;

    /// <summary>Only of a buffered row group.</summary>
    public ColumnWriter Column(int i) => Buffered
        ? _columns[i]!
        : throw new ParquetException("parquet::ParquetException", "column() is only supported when a BufferedRowGroup is being written");

    /// <summary>Not of a buffered row group.</summary>
    public ColumnWriter NextColumn()
    {
        if (Buffered)
        {
            throw new ParquetException("parquet::ParquetException", "NextColumn() is not supported when a RowGroup is written by size");
        }

        CheckCurrentColumn();
        CurrentColumn++;
        return CurrentColumn < _columns.Length
            ? _columns[CurrentColumn] = CreateColumn(CurrentColumn)
            : throw new ParquetException("parquet::ParquetException", $"The schema only has {_columns.Length} columns, requested metadata for column: {CurrentColumn}");
    }

    /// <exception cref="ParquetException">A column is missing, or the columns have different numbers of rows.</exception>
    public void Close()
    {
        if (_closed)
        {
            return;
        }

        _closed = true;
        int written = _columns.Count(column => column is not null);
        if (written != _columns.Length)
        {
            throw new ParquetException("parquet::ParquetException", $"Only {written} out of {_columns.Length} columns are initialized");
        }

        for (int i = 0; i < _columns.Length; i++)
        {
            Check(i);
        }

        _file.AppendRows(Array.ConvertAll(_columns, column => column!.Buffer), checked((int)NumRows));
        Array.Clear(_columns);
    }

    public void Dispose()
    {
        // As in the official package: the file writer closes its row groups.
    }

    private BufferedColumnWriter CreateColumn(int i) => new(_file.Schema.Column(i), i, _file.DeclaredTypeOf(i));

    private void CheckCurrentColumn()
    {
        if (CurrentColumn >= 0 && CurrentColumn < _columns.Length)
        {
            Check(CurrentColumn);
        }
    }

    private void Check(int i)
    {
        long rows = _columns[i]!.RowWritten;
        if (rows != NumRows)
        {
            throw new ParquetException("parquet::ParquetException", $"Column {i} had {rows} while previous column had {NumRows}");
        }
    }
}
