using System.Globalization;
using RasterFlow.Catalog.Avro;

namespace RasterFlow.Catalog;

/// <summary>Manifest lists: Avro files that list a snapshot's manifests (Iceberg specification, "Manifest Lists").</summary>
internal static class ManifestLists
{
    private const int DataContent = 0;

    /// <summary>Names of version 1 of the format, which some writers still use, and today's.</summary>
    private static readonly (string Old, string New)[] Renamed =
    [
        ("added_data_files_count", "added_files_count"),
        ("existing_data_files_count", "existing_files_count"),
        ("deleted_data_files_count", "deleted_files_count"),
    ];

    /// <summary>Writes a manifest list.</summary>
    public static byte[] Write(IReadOnlyList<AvroRecord> manifests, long snapshotId, long? parentId, long sequenceNumber)
    {
        Dictionary<string, string> metadata = new(StringComparer.Ordinal)
        {
            ["snapshot-id"] = Text(snapshotId),
            ["parent-snapshot-id"] = parentId is { } parent ? Text(parent) : "null",
            ["sequence-number"] = Text(sequenceNumber),
            ["format-version"] = "2",
        };
        return AvroFile.Write(ManifestSchemas.ManifestFile, metadata, manifests);
    }

    /// <summary>Reads a manifest list.</summary>
    public static IReadOnlyList<AvroRecord> Read(ReadOnlyMemory<byte> content, string name)
    {
        IReadOnlyList<AvroRecord> manifests = AvroFile.Read(content, name);
        foreach (AvroRecord manifest in manifests)
        {
            foreach ((string old, string now) in Renamed)
            {
                if (!manifest.ContainsKey(now) && manifest.Remove(old, out object? count))
                {
                    manifest[now] = count;
                }
            }
        }

        return manifests;
    }

    /// <summary>An entry for a manifest of data files.</summary>
    /// <param name="address">The manifest's address.</param>
    /// <param name="length">Its size.</param>
    /// <param name="sequenceNumber">The commit's sequence number.</param>
    /// <param name="leastSequenceNumber">The least sequence number of its files.</param>
    /// <param name="snapshotId">The commit's snapshot.</param>
    public static AvroRecord Entry(string address, long length, long sequenceNumber, long leastSequenceNumber, long snapshotId) => new()
    {
        ["manifest_path"] = address,
        ["manifest_length"] = length,
        ["partition_spec_id"] = 0,
        ["content"] = DataContent,
        ["sequence_number"] = sequenceNumber,
        ["min_sequence_number"] = leastSequenceNumber,
        ["added_snapshot_id"] = snapshotId,
        ["added_files_count"] = 0,
        ["existing_files_count"] = 0,
        ["deleted_files_count"] = 0,
        ["added_rows_count"] = 0L,
        ["existing_rows_count"] = 0L,
        ["deleted_rows_count"] = 0L,
    };

    /// <summary>Whether a manifest lists data files, not deletions.</summary>
    public static bool HoldsData(AvroRecord manifest) => manifest.GetLong("content") is DataContent;

    /// <summary>Data files in manifests.</summary>
    public static long CountFiles(IEnumerable<AvroRecord> manifests) =>
        manifests.Sum(manifest => (manifest.GetLong("added_files_count") ?? 0) + (manifest.GetLong("existing_files_count") ?? 0));

    /// <summary>Rows in manifests.</summary>
    public static long CountRows(IEnumerable<AvroRecord> manifests) =>
        manifests.Sum(manifest => (manifest.GetLong("added_rows_count") ?? 0) + (manifest.GetLong("existing_rows_count") ?? 0));

    private static string Text(long value) => value.ToString(CultureInfo.InvariantCulture);
}
