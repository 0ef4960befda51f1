using System.Globalization;
using ParquetSharp;
using ParquetSharp.Schema;
using RasterFlow.StandIns.ParquetSharp.Native;

namespace RasterFlow.StandIns.ParquetSharp;

/// <summary>An open Parquet file: the queries that its readers ask.</summary>
internal sealed class ParquetSource
{
    private readonly string _file;
    private readonly Lazy<long[]> _firstRows;
    private (int RowGroup, string Column, object?[] Values)? _latest;

    public ParquetSource(DuckDbSession session, string file)
    {
        Session = session;
        _file = Sql.Text(file);
        object?[][] totals = Session.Read($"SELECT created_by, num_rows::BIGINT, num_row_groups::BIGINT FROM parquet_file_metadata({_file})");
        (CreatedBy, RowCount, RowGroupCount) = ((string?)totals[0][0] ?? string.Empty, (long)totals[1][0]!, checked((int)(long)totals[2][0]!));
        _firstRows = new(ReadFirstRows);
    }

    public DuckDbSession Session { get; }

    public string CreatedBy { get; }

    public long RowCount { get; }

    public int RowGroupCount { get; }

    public GroupNode ReadSchema() => ParquetSchemaReader.Read(Session, _file);

    public Dictionary<string, string> ReadKeyValues()
    {
        object?[][] pairs = Session.Read($"SELECT decode(key), decode(value) FROM parquet_kv_metadata({_file})");
        Dictionary<string, string> values = new(StringComparer.Ordinal);
        for (int i = 0; i < pairs[0].Length; i++)
        {
            values[(string)pairs[0][i]!] = (string?)pairs[1][i] ?? string.Empty;
        }

        return values;
    }

    public (long Rows, long Bytes) ReadRowGroup(int rowGroup)
    {
        object?[][] answer = Session.Read($"SELECT row_group_num_rows::BIGINT, row_group_bytes::BIGINT FROM parquet_metadata({_file}) WHERE column_id = 0 AND row_group_id = {rowGroup}");
        return ((long)answer[0][0]!, (long)answer[1][0]!);
    }

    public (string Codec, long Values, long CompressedBytes, long UncompressedBytes) ReadColumnChunk(int rowGroup, int column)
    {
        object?[][] answer = Session.Read($"""
            SELECT compression, num_values::BIGINT, total_compressed_size::BIGINT, total_uncompressed_size::BIGINT
            FROM parquet_metadata({_file}) WHERE row_group_id = {rowGroup} AND column_id = {column}
            """);
        return ((string)answer[0][0]!, (long)answer[1][0]!, (long)answer[2][0]!, (long)answer[3][0]!);
    }

    /// <summary>The values of one column chunk in physical form, and for a leaf in a group whether the group is null in the row.</summary>
    /// <exception cref="NotSupportedException">The column is repeated.</exception>
    public (object?[] Values, object?[]? GroupIsNull) ReadColumn(int rowGroup, ColumnDescriptor column)
    {
        IReadOnlyList<Node> path = column.Ancestry();
        if (column.MaxRepetitionLevel > 0 || path.Count > 2)
        {
            throw new NotSupportedException($"This stand-in reads leaves and groups of leaves; '{column.Path.ToDotString()}' is neither.");
        }

        string root = Sql.Name(path[0].Name);
        string value = path[0].IsGeometry ? $"ST_AsWKB({root})" : root;
        string selection = path.Count == 1 ? value : $"struct_extract({root}, {Sql.Text(path[1].Name)}), {root} IS NULL";
        object?[][] answer = Select(selection, rowGroup);
        return (answer[0], path.Count == 1 ? null : answer[1]);
    }

    /// <summary>The entries of any leaf column with their levels.</summary>
    public List<LevelValue> ReadLevels(int rowGroup, ColumnDescriptor column)
    {
        string root = column.Ancestry()[0].Name;
        if (_latest is not { } latest || latest.RowGroup != rowGroup || latest.Column != root)
        {
            // The leaves of a group are mostly read one after the other.
            latest = (rowGroup, root, Select(column.Ancestry()[0].IsGeometry ? $"ST_AsWKB({Sql.Name(root)})" : Sql.Name(root), rowGroup)[0]);
            _latest = latest;
        }

        List<LevelValue> levels = new LevelShredder(column).Shred(latest.Values);
        return column.SchemaNode is PrimitiveNode { IsTimestamp: true } node ? levels.ConvertAll(entry => entry with { Value = InUnitOf(node, entry.Value) }) : levels;
    }

    /// <summary>DuckDB gives microseconds whatever the file holds.</summary>
    private static object? InUnitOf(PrimitiveNode node, object? microseconds) => (microseconds, (node.LogicalType as TimestampLogicalType)?.TimeUnit) switch
    {
        (long value, TimeUnit.Millis) => Math.DivRem(value, 1000).Quotient,
        (long value, TimeUnit.Nanos) => value * 1000,
        _ => microseconds,
    };

    private object?[][] Select(string selection, int rowGroup)
    {
        string rows = string.Create(CultureInfo.InvariantCulture, $"file_row_number >= {_firstRows.Value[rowGroup]} AND file_row_number < {_firstRows.Value[rowGroup + 1]}");
        return Session.Read($"SELECT {selection} FROM read_parquet({_file}, file_row_number = true) WHERE {rows}");
    }

    private long[] ReadFirstRows()
    {
        object?[] counts = Session.Read($"SELECT row_group_num_rows::BIGINT FROM parquet_metadata({_file}) WHERE column_id = 0 ORDER BY row_group_id")[0];
        long[] firstRows = new long[counts.Length + 1];
        for (int i = 0; i < counts.Length; i++)
        {
            firstRows[i + 1] = firstRows[i] + (long)counts[i]!;
        }

        return firstRows;
    }
}
