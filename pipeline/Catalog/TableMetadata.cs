using System.Text.Json;
using System.Text.Json.Nodes;
using RasterFlow.Vectors;

namespace RasterFlow.Catalog;

/// <summary>
/// A table's metadata file (Iceberg specification, "Table Metadata", format version 2). Members that are not known here are kept as they are:
/// other engines commit to the same table.
/// </summary>
internal sealed class TableMetadata
{
    private const int FormatVersion = 2;

    /// <summary>The first id of partition fields, less one: what an unpartitioned table has (specification, "Partitioning").</summary>
    private const int NoPartitionField = 999;

    /// <summary>Earlier metadata files that are remembered: Iceberg's default of write.metadata.previous-versions-max.</summary>
    private const int MaxLog = 100;

    private const string NameMapping = "schema.name-mapping.default";
    private const string CrsProperty = "rasterflow.crs";
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, NewLine = "\n" };

    private readonly JsonObject _json;

    private TableMetadata(JsonObject json) => _json = json;

    /// <summary>Sequence number of the last commit.</summary>
    public long LastSequenceNumber => Number(_json, "last-sequence-number");

    /// <summary>The current snapshot; null when the table has none.</summary>
    public JsonObject? CurrentSnapshot => NumberOrNull(_json, "current-snapshot-id") is { } id and >= 0
        ? Snapshots.FirstOrDefault(snapshot => Number(snapshot, "snapshot-id") == id)
        : null;

    /// <summary>Id of the current schema.</summary>
    public int CurrentSchemaId => (int)Number(_json, "current-schema-id");

    /// <summary>The current schema.</summary>
    public JsonObject CurrentSchema => Array("schemas").Select(Object).FirstOrDefault(schema => Number(schema, "schema-id") == CurrentSchemaId)
        ?? throw new InvalidDataException($"schema {CurrentSchemaId} is missing.");

    /// <summary>The reference system of the geometries; null when the metadata does not say.</summary>
    public string? Crs => (_json["properties"] as JsonObject)?[CrsProperty]?.GetValue<string>();

    /// <summary>Whether rows are spread over partitions.</summary>
    public bool IsPartitioned => Array("partition-specs").Select(Object)
        .Any(spec => Number(spec, "spec-id") == Number(_json, "default-spec-id") && spec["fields"] is JsonArray { Count: > 0 });

    private IEnumerable<JsonObject> Snapshots => (_json["snapshots"] as JsonArray ?? []).Select(Object);

    /// <summary>Reads a metadata file.</summary>
    /// <exception cref="InvalidDataException">It is damaged, or of another format version; the message names it.</exception>
    public static TableMetadata Parse(ReadOnlySpan<byte> content, string name)
    {
        try
        {
            TableMetadata metadata = new(JsonNode.Parse(content) as JsonObject ?? throw new InvalidDataException("no JSON object."));
            long version = Number(metadata._json, "format-version");
            if (version != FormatVersion)
            {
                throw new InvalidDataException($"its format version is {version}; {FormatVersion} is supported.");
            }

            // What every commit needs must be there, before anything is written.
            _ = (metadata.LastSequenceNumber, metadata.CurrentSchema, metadata.IsPartitioned, metadata.CurrentSnapshot, Number(metadata._json, "last-column-id"));
            return metadata;
        }
        catch (Exception e) when (e is JsonException or InvalidDataException or InvalidOperationException or FormatException)
        {
            throw new InvalidDataException($"{name} is not the metadata of a table: {e.Message}", e);
        }
    }

    /// <summary>A new table without rows.</summary>
    public static TableMetadata Create(string location, TableDefinition table)
    {
        TableMetadata metadata = new(new JsonObject
        {
            ["format-version"] = FormatVersion,
            ["table-uuid"] = Guid.NewGuid().ToString("D"),
            ["location"] = location,
            ["last-sequence-number"] = 0,
            ["last-updated-ms"] = 0,
            ["last-column-id"] = 0,
            ["current-schema-id"] = 0,
            ["schemas"] = new JsonArray(),
            ["default-spec-id"] = 0,
            ["partition-specs"] = new JsonArray(new JsonObject { ["spec-id"] = 0, ["fields"] = new JsonArray() }),
            ["last-partition-id"] = NoPartitionField,
            ["default-sort-order-id"] = 0,
            ["sort-orders"] = new JsonArray(new JsonObject { ["order-id"] = 0, ["fields"] = new JsonArray() }),
            ["properties"] = new JsonObject { ["write.format.default"] = "parquet", ["write.parquet.compression-codec"] = "zstd" },
            ["current-snapshot-id"] = -1,
            ["refs"] = new JsonObject(),
            ["snapshots"] = new JsonArray(),
            ["snapshot-log"] = new JsonArray(),
            ["metadata-log"] = new JsonArray(),
        });
        metadata.SetDefinition(table);
        return metadata;
    }

    /// <summary>The bytes of the metadata file.</summary>
    public byte[] ToBytes() => JsonSerializer.SerializeToUtf8Bytes(_json, Indented);

    /// <summary>Whether a commit is in the table's history.</summary>
    public bool HasCommit(string id) => Snapshots.Any(snapshot => (snapshot["summary"] as JsonObject)?[TableSnapshot.CommitKey]?.GetValue<string>() == id);

    /// <summary>A snapshot id that the table does not have, exact as a JavaScript number.</summary>
    public long NewSnapshotId()
    {
        HashSet<long> known = [.. Snapshots.Select(snapshot => Number(snapshot, "snapshot-id"))];
        while (true)
        {
            // Random for uniqueness among concurrent commits; no security depends on it.
            long id = Random.Shared.NextInt64(1, 1L << 53);
            if (!known.Contains(id))
            {
                return id;
            }
        }
    }

    /// <summary>Takes the columns and properties of a definition. Columns keep their ids; a schema that was there before is used again.</summary>
    public void SetDefinition(TableDefinition table)
    {
        JsonArray schemas = Array("schemas");
        JsonNode fields = JsonNode.Parse(TableField.ToSchema(table.Fields, schemaId: 0)["fields"]!.ToJsonString())!;
        JsonObject? same = schemas.Select(Object).FirstOrDefault(schema =>
            JsonNode.DeepEquals(schema["fields"], fields));
        if (same is null)
        {
            int id = schemas.Count == 0 ? 0 : schemas.Select(Object).Max(schema => (int)Number(schema, "schema-id")) + 1;
            same = TableField.ToSchema(table.Fields, id);
            schemas.Add(same);
        }

        _json["current-schema-id"] = Number(same, "schema-id");
        _json["last-column-id"] = Math.Max(Number(_json, "last-column-id"), table.Fields.Max(field => field.LastId));
        JsonObject properties = _json["properties"] as JsonObject ?? [];
        _json["properties"] = properties;
        properties[NameMapping] = new JsonArray([.. table.Fields.Select(field => Mapping(field, table.FileNames))]).ToJsonString();
        properties[CrsProperty] = table.Crs;
    }

    /// <summary>Lets the table begin anew: the next snapshot has no parent. History stays.</summary>
    public void Restart()
    {
        _json["current-snapshot-id"] = -1;
        (_json["refs"] as JsonObject)?.Remove("main");
    }

    /// <summary>Makes a snapshot the current one.</summary>
    /// <param name="snapshot">The snapshot.</param>
    /// <param name="previousFile">The metadata file that this one follows; null for the first.</param>
    public void Add(TableSnapshot snapshot, string? previousFile)
    {
        if (previousFile is not null)
        {
            JsonArray log = _json["metadata-log"] as JsonArray ?? [];
            _json["metadata-log"] = log;
            log.Add(new JsonObject { ["timestamp-ms"] = Number(_json, "last-updated-ms"), ["metadata-file"] = previousFile });
            while (log.Count > MaxLog)
            {
                log.RemoveAt(0);
            }
        }

        // Clocks of two hosts differ; time in a table does not run backwards.
        long now = Math.Max(snapshot.TimestampMs, Number(_json, "last-updated-ms"));
        JsonObject json = snapshot.ToJson(CurrentSnapshot, CurrentSchemaId, now);
        JsonArray snapshots = _json["snapshots"] as JsonArray ?? [];
        _json["snapshots"] = snapshots;
        snapshots.Add(json);
        JsonArray snapshotLog = _json["snapshot-log"] as JsonArray ?? [];
        _json["snapshot-log"] = snapshotLog;
        snapshotLog.Add(new JsonObject { ["timestamp-ms"] = now, ["snapshot-id"] = snapshot.Id });
        JsonObject refs = _json["refs"] as JsonObject ?? [];
        _json["refs"] = refs;
        refs["main"] = new JsonObject { ["snapshot-id"] = snapshot.Id, ["type"] = "branch" };
        _json["current-snapshot-id"] = snapshot.Id;
        _json["last-sequence-number"] = snapshot.SequenceNumber;
        _json["last-updated-ms"] = now;
    }

    /// <summary>A whole number that must be there.</summary>
    internal static long Number(JsonObject json, string name) =>
        NumberOrNull(json, name) ?? throw new InvalidDataException($"'{name}' is missing or is no whole number.");

    private static long? NumberOrNull(JsonObject json, string name) => json[name] switch
    {
        JsonValue value when value.TryGetValue(out long number) => number,
        JsonValue value when value.TryGetValue(out int number) => number,
        _ => null,
    };

    private static JsonObject Object(JsonNode? node) => node as JsonObject ?? throw new InvalidDataException("a list has an entry that is no JSON object.");

    private static JsonObject Mapping(TableField field, IReadOnlyDictionary<int, string> fileNames)
    {
        JsonArray names = [field.Name];
        if (fileNames.TryGetValue(field.Id, out string? other))
        {
            names.Add(other);
        }

        JsonObject mapping = new() { ["field-id"] = field.Id, ["names"] = names };
        if (field.Children.Count > 0)
        {
            mapping["fields"] = new JsonArray([.. field.Children.Select(child => Mapping(child, fileNames))]);
        }

        return mapping;
    }

    private JsonArray Array(string name) => _json[name] as JsonArray ?? throw new InvalidDataException($"'{name}' is missing or is no list.");
}
