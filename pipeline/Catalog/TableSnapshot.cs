using System.Globalization;
using System.Text.Json.Nodes;
using RasterFlow.Catalog.Avro;

namespace RasterFlow.Catalog;

/// <summary>A snapshot that is about to be committed (Iceberg specification, "Snapshots").</summary>
internal sealed record TableSnapshot
{
    /// <summary>The summary's entry that names the commit.</summary>
    public const string CommitKey = "rasterflow.commit-id";

    /// <summary>Its id.</summary>
    public required long Id { get; init; }

    /// <summary>Its sequence number.</summary>
    public required long SequenceNumber { get; init; }

    /// <summary>When it is made, milliseconds since 1970.</summary>
    public required long TimestampMs { get; init; }

    /// <summary>Address of its manifest list.</summary>
    public required string ManifestList { get; init; }

    /// <summary>The commit's name.</summary>
    public required string CommitId { get; init; }

    /// <summary>The files it adds.</summary>
    public required IReadOnlyList<CatalogDataFile> Added { get; init; }

    /// <summary>Entries of its manifest list.</summary>
    public required IReadOnlyList<AvroRecord> Manifests { get; init; }

    /// <summary>The snapshot as the metadata has it.</summary>
    public JsonObject ToJson(JsonObject? parent, int schemaId, long timestampMs)
    {
        JsonObject json = new() { ["sequence-number"] = SequenceNumber, ["snapshot-id"] = Id };
        if (parent is not null)
        {
            json["parent-snapshot-id"] = TableMetadata.Number(parent, "snapshot-id");
        }

        json["timestamp-ms"] = timestampMs;
        json["summary"] = Summary(parent);
        json["manifest-list"] = ManifestList;
        json["schema-id"] = schemaId;
        return json;
    }

    /// <summary>Summary values are texts (specification, appendix F).</summary>
    private JsonObject Summary(JsonObject? parent)
    {
        AvroRecord[] data = [.. Manifests.Where(manifest => manifest.GetLong("content") is 0)];
        long addedBytes = Added.Sum(file => file.LengthBytes);
        JsonObject summary = new()
        {
            ["operation"] = "append",
            [CommitKey] = CommitId,
            ["engine-name"] = "rasterflow",
            ["added-data-files"] = Text(Added.Count),
            ["added-records"] = Text(Added.Sum(file => file.Rows)),
            ["added-files-size"] = Text(addedBytes),
            ["changed-partition-count"] = Text(Added.Count > 0 ? 1 : 0),
            ["total-records"] = Text(ManifestLists.CountRows(data)),
            ["total-data-files"] = Text(ManifestLists.CountFiles(data)),
        };
        JsonObject? before = parent?["summary"] as JsonObject;
        if (parent is null || before?["total-files-size"] is not null)
        {
            summary["total-files-size"] = Text(Total(before, "total-files-size") + addedBytes);
        }

        foreach (string name in (ReadOnlySpan<string>)["total-delete-files", "total-position-deletes", "total-equality-deletes"])
        {
            summary[name] = Text(Total(before, name));
        }

        return summary;
    }

    private static long Total(JsonObject? summary, string name) =>
        long.TryParse(summary?[name]?.GetValue<string>(), NumberStyles.None, CultureInfo.InvariantCulture, out long value) ? value : 0;

    private static string Text(long value) => value.ToString(CultureInfo.InvariantCulture);
}
