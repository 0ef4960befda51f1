namespace RasterFlow.Catalog.Avro;

/// <summary>The Avro schemas of manifests and manifest lists (Iceberg specification, "Manifests" and "Manifest Lists", format version 2). Maps with number keys are arrays of pairs (appendix A, "Avro").</summary>
internal static class ManifestSchemas
{
    /// <summary>An entry of a manifest of an unpartitioned table.</summary>
    public static string Entry { get; } = Record(
        "manifest_entry",
        Field("status", 0, "\"int\""),
        Optional("snapshot_id", 1, "\"long\""),
        Optional("sequence_number", 3, "\"long\""),
        Optional("file_sequence_number", 4, "\"long\""),
        Field("data_file", 2, Record(
            "r2",
            Field("content", 134, "\"int\""),
            Field("file_path", 100, "\"string\""),
            Field("file_format", 101, "\"string\""),
            Field("partition", 102, Record("r102")),
            Field("record_count", 103, "\"long\""),
            Field("file_size_in_bytes", 104, "\"long\""),
            Optional("column_sizes", 108, Map(117, 118, "long")),
            Optional("value_counts", 109, Map(119, 120, "long")),
            Optional("null_value_counts", 110, Map(121, 122, "long")),
            Optional("nan_value_counts", 137, Map(138, 139, "long")),
            Optional("lower_bounds", 125, Map(126, 127, "bytes")),
            Optional("upper_bounds", 128, Map(129, 130, "bytes")),
            Optional("key_metadata", 131, "\"bytes\""),
            Optional("split_offsets", 132, List(133, "\"long\"")),
            Optional("equality_ids", 135, List(136, "\"int\"")),
            Optional("sort_order_id", 140, "\"int\""))));

    /// <summary>An entry of a manifest list.</summary>
    public static string ManifestFile { get; } = Record(
        "manifest_file",
        Field("manifest_path", 500, "\"string\""),
        Field("manifest_length", 501, "\"long\""),
        Field("partition_spec_id", 502, "\"int\""),
        Field("content", 517, "\"int\""),
        Field("sequence_number", 515, "\"long\""),
        Field("min_sequence_number", 516, "\"long\""),
        Field("added_snapshot_id", 503, "\"long\""),
        Field("added_files_count", 504, "\"int\""),
        Field("existing_files_count", 505, "\"int\""),
        Field("deleted_files_count", 506, "\"int\""),
        Field("added_rows_count", 512, "\"long\""),
        Field("existing_rows_count", 513, "\"long\""),
        Field("deleted_rows_count", 514, "\"long\""),
        Optional("partitions", 507, List(508, Record(
            "r508",
            Field("contains_null", 509, "\"boolean\""),
            Optional("contains_nan", 518, "\"boolean\""),
            Optional("lower_bound", 510, "\"bytes\""),
            Optional("upper_bound", 511, "\"bytes\"")))),
        Optional("key_metadata", 519, "\"bytes\""));

    private static string Record(string name, params ReadOnlySpan<string> fields) =>
        $$"""{"type":"record","name":"{{name}}","fields":[{{string.Join(',', fields)}}]}""";

    private static string Field(string name, int id, string type) => $$"""{"name":"{{name}}","type":{{type}},"field-id":{{id}}}""";

    private static string Optional(string name, int id, string type) =>
        $$"""{"name":"{{name}}","type":["null",{{type}}],"default":null,"field-id":{{id}}}""";

    private static string List(int elementId, string type) => $$"""{"type":"array","items":{{type}},"element-id":{{elementId}}}""";

    private static string Map(int keyId, int valueId, string type) =>
        $$"""{"type":"array","logicalType":"map","items":{{Record($"k{keyId}_v{valueId}", Field("key", keyId, "\"int\""), Field("value", valueId, $"\"{type}\""))}}}""";
}
