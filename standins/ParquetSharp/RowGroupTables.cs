using System.Globalization;
using ParquetSharp;
using ParquetSharp.Schema;
using RasterFlow.StandIns.ParquetSharp.Native;

namespace RasterFlow.StandIns.ParquetSharp;

/// <summary>
/// The rows of a file on their way through DuckDB. DuckDB's Parquet writer ends a row group at the first chunk with which it holds
/// ROW_GROUP_SIZE rows or more, and a chunk never spans two tables: so a row group that does not fill its last chunk ends its table.
/// </summary>
internal sealed class RowGroupTables
{
    private const int Vector = DuckDbLibrary.VectorSize;
    private readonly DuckDbSession _session;
    private readonly GroupNode _schema;
    private readonly string _columnList;
    private readonly List<string> _tables = [];
    private readonly List<int> _rowGroups = [];

    public RowGroupTables(DuckDbSession session, GroupNode schema)
    {
        _session = session;
        _schema = schema;
        _columnList = string.Join(", ", schema.Fields.Select(field => $"{Sql.Name(field.Name)} {TypeOf(field)}"));
    }

    public void Append(ColumnBuffer[] leaves, int rowCount)
    {
        if (rowCount == 0)
        {
            return;
        }

        if (_rowGroups.Count == 0 || _rowGroups[^1] % Vector != 0)
        {
            CreateTable();
        }

        _rowGroups.Add(rowCount);
        using TableAppender appender = _session.Append(_tables[^1]);
        appender.AppendRows(Columns(leaves), rowCount);
        appender.Close();
    }

    public void CopyTo(string file, WriterProperties properties, IReadOnlyDictionary<string, string> keyValueMetadata)
    {
        if (_tables.Count == 0)
        {
            CreateTable();
        }

        string rows = string.Join(" UNION ALL ", _tables.Select(table => $"FROM {table}"));
        string level = properties.Level is { } l ? string.Create(CultureInfo.InvariantCulture, $", COMPRESSION_LEVEL {l}") : string.Empty;
        string metadata = keyValueMetadata.Count == 0
            ? string.Empty
            : $", KV_METADATA {{{string.Join(", ", keyValueMetadata.Select(pair => $"{Sql.Text(pair.Key)}: {Sql.Text(pair.Value)}"))}}}";
        _session.Execute($"COPY ({rows}) TO {Sql.Text(file)} (FORMAT parquet, COMPRESSION {CodecName(properties.Codec)}{level}, ROW_GROUP_SIZE {RowGroupSize()}{FieldIds()}{metadata})");
        CheckRowGroups(file);
    }

    private static string CodecName(Compression codec) => codec switch
    {
        Compression.Uncompressed => "uncompressed",
        Compression.Snappy => "snappy",
        Compression.Gzip => "gzip",
        Compression.Brotli => "brotli",
        Compression.Zstd => "zstd",
        Compression.Lz4 => "lz4_raw",
        _ => throw new ParquetException("parquet::ParquetException", $"Codec type {codec} not supported in Parquet format"),
    };

    private static string TypeOf(Node field) => field switch
    {
        PrimitiveNode { Repetition: not Repetition.Repeated } leaf => LeafTypes.DuckDbNameOf(leaf.LogicalType, leaf.PhysicalType),
        GroupNode { Repetition: not Repetition.Repeated, LogicalType: NoneLogicalType } group when group.Fields.All(inner => inner is PrimitiveNode) =>
            $"STRUCT({string.Join(", ", group.Fields.Select(inner => $"{Sql.Name(inner.Name)} {TypeOf(inner)}"))})",
        _ => throw new NotSupportedException($"This stand-in writes leaves and groups of leaves; '{field.Name}' is neither."),
    };

    /// <summary>DuckDB's FIELD_IDS option; nothing when no node has an id.</summary>
    private string FieldIds()
    {
        string[] ids = [.. _schema.Fields.Select(IdsOf).OfType<string>()];
        return ids.Length == 0 ? string.Empty : $", FIELD_IDS {{{string.Join(", ", ids)}}}";
    }

    private static string? IdsOf(Node node)
    {
        string own = node.FieldId.ToString(CultureInfo.InvariantCulture);
        if (node is not GroupNode group)
        {
            return node.FieldId < 0 ? null : $"{Sql.Name(node.Name)}: {own}";
        }

        string[] ids = [.. (node.FieldId < 0 ? [] : new[] { $"__duckdb_field_id: {own}" }).Concat(group.Fields.Select(IdsOf).OfType<string>())];
        return ids.Length == 0 ? null : $"{Sql.Name(node.Name)}: {{{string.Join(", ", ids)}}}";
    }

    private void CreateTable()
    {
        _tables.Add($"rows_{_tables.Count}");
        _session.Execute($"CREATE TABLE {_tables[^1]} ({_columnList})");
    }

    private List<AppendedColumn> Columns(ColumnBuffer[] leaves)
    {
        List<AppendedColumn> columns = [];
        int next = 0;
        foreach (Node field in _schema.Fields)
        {
            if (field is GroupNode group)
            {
                columns.Add(new AppendedColumn.Group(leaves[next..(next + group.FieldCount)]));
                next += group.FieldCount;
            }
            else
            {
                columns.Add(new AppendedColumn.Leaf(leaves[next++]));
            }
        }

        return columns;
    }

    private int RowGroupSize()
    {
        int size = 1 + _rowGroups.Select(rows => (rows - 1) / Vector * Vector).DefaultIfEmpty(0).Max();
        int? tooShort = _rowGroups.SkipLast(1).Where(rows => rows < size).Select(rows => (int?)rows).FirstOrDefault();
        return tooShort is null
            ? size
            : throw new NotSupportedException(
                $"This stand-in cannot write a row group of {tooShort} rows beside one of {_rowGroups.Max()}: all but the last must take equally many vectors of {Vector} rows.");
    }

    private void CheckRowGroups(string file)
    {
        object?[] written = _session.Read($"SELECT row_group_num_rows FROM parquet_metadata({Sql.Text(file)}) WHERE column_id = 0 ORDER BY row_group_id")[0];
        if (!written.SequenceEqual(_rowGroups.Select(rows => (object?)(long)rows)))
        {
            throw new InvalidOperationException($"DuckDB wrote row groups of {string.Join(", ", written)} rows instead of {string.Join(", ", _rowGroups)}.");
        }
    }
}
