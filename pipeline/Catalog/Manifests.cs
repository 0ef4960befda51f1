using RasterFlow.Catalog.Avro;
using RasterFlow.Vectors;

namespace RasterFlow.Catalog;

/// <summary>Manifests: Avro files that list data files (Iceberg specification, "Manifests").</summary>
internal static class Manifests
{
    private const int Existing = 0;
    private const int Added = 1;
    private const int Deleted = 2;
    private const int DataContent = 0;

    /// <summary>A manifest of new files. Their sequence numbers are inherited, so that it fits whichever snapshot its commit comes to be.</summary>
    /// <param name="schema">The table's schema as JSON.</param>
    /// <param name="schemaId">Its id.</param>
    /// <param name="files">The files.</param>
    /// <param name="address">The address of a file.</param>
    public static byte[] WriteAdded(string schema, int schemaId, IEnumerable<CatalogDataFile> files, Func<CatalogDataFile, string> address) =>
        Write(schema, schemaId, [.. files.Select(file => new AvroRecord { ["status"] = Added, ["data_file"] = DataFile(file, address(file)) })]);

    /// <summary>A manifest of files that the table has already: entries with their sequence numbers spelt out.</summary>
    public static byte[] WriteExisting(string schema, int schemaId, IEnumerable<AvroRecord> entries) => Write(schema, schemaId, [.. entries.Select(static entry =>
    {
        AvroRecord existing = entry.Copy();
        existing["status"] = Existing;
        return existing;
    })]);

    /// <summary>The entries of a manifest that are part of the table, with what they inherit (specification, "Sequence Number Inheritance").</summary>
    /// <param name="content">The manifest.</param>
    /// <param name="file">Its entry in the manifest list.</param>
    public static IReadOnlyList<AvroRecord> ReadLive(ReadOnlyMemory<byte> content, AvroRecord file)
    {
        string name = file.Get<string>("manifest_path");
        List<AvroRecord> live = [];
        foreach (AvroRecord entry in AvroFile.Read(content, name))
        {
            if (entry.GetLong("status") == Deleted)
            {
                continue;
            }

            entry["snapshot_id"] = entry.GetLong("snapshot_id") ?? file.GetLong("added_snapshot_id");
            entry["sequence_number"] = entry.GetLong("sequence_number") ?? file.GetLong("sequence_number");
            entry["file_sequence_number"] = entry.GetLong("file_sequence_number") ?? file.GetLong("sequence_number");
            live.Add(entry);
        }

        return live;
    }

    /// <summary>The address of an entry's data file.</summary>
    public static string PathOf(AvroRecord entry) => entry.Get<AvroRecord>("data_file").Get<string>("file_path");

    /// <summary>The rows of an entry's data file.</summary>
    public static long RowsOf(AvroRecord entry) => entry.Get<AvroRecord>("data_file").Get<long>("record_count");

    private static byte[] Write(string schema, int schemaId, IReadOnlyList<AvroRecord> entries) => AvroFile.Write(
        ManifestSchemas.Entry,
        new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["schema"] = schema,
            ["schema-id"] = $"{schemaId}",
            ["partition-spec"] = "[]",
            ["partition-spec-id"] = "0",
            ["format-version"] = "2",
            ["content"] = "data",
        },
        entries);

    private static AvroRecord DataFile(CatalogDataFile file, string address) => new()
    {
        ["content"] = DataContent,
        ["file_path"] = address,
        ["file_format"] = "PARQUET",
        ["partition"] = new AvroRecord(),
        ["record_count"] = file.Rows,
        ["file_size_in_bytes"] = file.LengthBytes,
        ["value_counts"] = Map(file.Columns, column => column.Values),
        ["null_value_counts"] = Map(file.Columns, column => column.Nulls),
        ["lower_bounds"] = Map(file.Columns, column => column.Lower),
        ["upper_bounds"] = Map(file.Columns, column => column.Upper),
        ["sort_order_id"] = 0,
    };

    /// <summary>A map with number keys; columns without a value are left out.</summary>
    private static List<object?> Map(IReadOnlyList<ColumnStatistics> columns, Func<ColumnStatistics, object?> value) =>
        [.. columns.Where(column => value(column) is not null).Select(column => new AvroRecord { ["key"] = column.FieldId, ["value"] = value(column) })];
}
