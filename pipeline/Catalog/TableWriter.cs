using System.Text.Json.Nodes;
using RasterFlow.Catalog.Avro;
using RasterFlow.Storage;
using RasterFlow.Vectors;

namespace RasterFlow.Catalog;

/// <summary>
/// One commit to a table, from its files to the version that holds them. Optimistic (specification, "Optimistic Concurrency"): it prepares the next version
/// from the latest one and starts over when somebody else was faster.
/// </summary>
internal sealed class TableWriter
{
    private const int ConcurrentCopies = 4;

    private readonly IObjectStore _store;
    private readonly string _table;
    private readonly TableDefinition _definition;
    private readonly TableCommit _commit;
    private readonly TimeProvider _clock;
    private readonly TableVersions _versions;
    private readonly string _name = Guid.NewGuid().ToString("D");
    private readonly List<string> _orphans = [];
    private (string Key, int Length, CatalogDataFile[] Files)? _manifest;
    private bool _hasCopied;

    public TableWriter(IObjectStore store, string table, TableDefinition definition, TableCommit commit, TimeProvider clock)
    {
        _store = store;
        _table = table;
        _definition = definition;
        _commit = commit;
        _clock = clock;
        Files = new TableFiles(store, table);
        _versions = new TableVersions(store, Files.MetadataFolder);
    }

    /// <summary>More manifests than this are merged into one.</summary>
    public required int MostManifests { get; init; }

    private TableFiles Files { get; }

    /// <summary>One attempt. Null when somebody else was faster.</summary>
    /// <param name="replace">Whether the rows take the place of those that are there.</param>
    /// <param name="attempt">Which attempt it is: names its objects.</param>
    /// <param name="ct">Cancels.</param>
    public async Task<TableVersion?> TryAsync(bool replace, int attempt, CancellationToken ct)
    {
        TableVersion? current = await _versions.LoadAsync(ct);
        if (current is not null && current.Metadata.HasCommit(_commit.Id))
        {
            await _versions.HintAsync(current.Version, ct);
            return current;
        }

        // Only now: an attempt that seemed lost may have been the one that the version came from.
        await Files.DeleteAsync(_orphans, ct);
        _orphans.Clear();
        await CopyAsync(ct);
        if (await PrepareAsync(current, replace, attempt, ct) is not { } next)
        {
            return current;
        }

        if (!await _versions.TryWriteAsync(next, ct))
        {
            return null;
        }

        await _versions.HintAsync(next.Version, ct);
        return next;
    }

    /// <summary>The version that follows, with all objects that it refers to; null when the table has every file of the commit already.</summary>
    private async Task<TableVersion?> PrepareAsync(TableVersion? current, bool replace, int attempt, CancellationToken ct)
    {
        TableMetadata metadata = Begin(current, replace);
        IReadOnlyList<AvroRecord> kept = replace || current is null ? [] : await Files.ReadListAsync(current, ct);
        IReadOnlyList<AvroRecord> entries = kept.Count == 0 ? [] : await Files.ReadEntriesAsync(kept, ct);
        HashSet<string> known = [.. entries.Select(Manifests.PathOf)];
        CatalogDataFile[] added = [.. _commit.Files.Where(file => !known.Contains(Files.AddressOf(Files.DataKeyOf(file))))];
        if (added.Length == 0 && _commit.Files.Count > 0)
        {
            return null;
        }

        long sequence = metadata.LastSequenceNumber + 1;
        long id = metadata.NewSnapshotId();
        List<AvroRecord> manifests = [.. await AddedAsync(metadata, added, sequence, id, ct), .. await MergedAsync(metadata, kept, entries, sequence, id, ct)];
        long? parent = metadata.CurrentSnapshot is { } before ? TableMetadata.Number(before, "snapshot-id") : null;
        string list = await Files.WriteAsync($"snap-{id}-{attempt}-{_name}.avro", ManifestLists.Write(manifests, id, parent, sequence), ct);
        _orphans.Add(list);
        TableSnapshot snapshot = new()
        {
            Id = id,
            SequenceNumber = sequence,
            TimestampMs = _clock.GetUtcNow().ToUnixTimeMilliseconds(),
            ManifestList = Files.AddressOf(list),
            CommitId = _commit.Id,
            Added = added,
            Manifests = manifests,
        };
        metadata.Add(snapshot, current is null ? null : Files.AddressOf(_versions.KeyOf(current.Version)));
        return new TableVersion((current?.Version ?? 0) + 1, metadata);
    }

    /// <summary>The metadata that the commit starts from, with the columns that it needs.</summary>
    private TableMetadata Begin(TableVersion? current, bool replace)
    {
        if (current is null)
        {
            return TableMetadata.Create(Files.AddressOf(Files.Root), _definition);
        }

        TableMetadata metadata = current.Metadata;
        if (metadata.IsPartitioned)
        {
            throw new TableMismatchException(_table, "it is partitioned. Write to a table of another name, or drop its partition fields.");
        }

        if (replace)
        {
            metadata.Restart();
            metadata.SetDefinition(_definition);
            return metadata;
        }

        if (metadata.Crs is { } crs && crs != _definition.Crs)
        {
            throw new TableMismatchException(_table, $"its geometries are in {crs}, the new ones in {_definition.Crs}. Use the same vectorize.crs, or another table.");
        }

        IReadOnlyList<TableField> fields = TableFields.Unite(_table, TableField.FromSchema(metadata.CurrentSchema), _definition.Fields);
        metadata.SetDefinition(_definition with { Fields = fields });
        return metadata;
    }

    private async Task CopyAsync(CancellationToken ct)
    {
        if (!_hasCopied)
        {
            ParallelOptions options = new() { MaxDegreeOfParallelism = ConcurrentCopies, CancellationToken = ct };
            await Parallel.ForEachAsync(_commit.Files, options, async (file, token) => await Files.CopyAsync(file, token));
            _hasCopied = true;
        }
    }

    /// <summary>The entry for the new files' manifest, which later attempts use again.</summary>
    private async Task<AvroRecord[]> AddedAsync(TableMetadata metadata, CatalogDataFile[] added, long sequence, long snapshot, CancellationToken ct)
    {
        if (added.Length == 0)
        {
            return [];
        }

        if (_manifest is null || !_manifest.Value.Files.SequenceEqual(added))
        {
            JsonObject schema = metadata.CurrentSchema;
            byte[] content = Manifests.WriteAdded(schema.ToJsonString(), metadata.CurrentSchemaId, added, file => Files.AddressOf(Files.DataKeyOf(file)));
            _manifest = (await Files.WriteAsync($"{_name}-m0.avro", content, ct), content.Length, added);
        }

        AvroRecord entry = ManifestLists.Entry(Files.AddressOf(_manifest.Value.Key), _manifest.Value.Length, sequence, sequence, snapshot);
        entry["added_files_count"] = added.Length;
        entry["added_rows_count"] = added.Sum(file => file.Rows);
        return [entry];
    }

    /// <summary>The manifests that were there; merged into one when there are many.</summary>
    private async Task<IEnumerable<AvroRecord>> MergedAsync(
        TableMetadata metadata, IReadOnlyList<AvroRecord> kept, IReadOnlyList<AvroRecord> entries, long sequence, long snapshot, CancellationToken ct)
    {
        if (kept.Count(ManifestLists.HoldsData) < MostManifests)
        {
            return kept;
        }

        byte[] content = Manifests.WriteExisting(metadata.CurrentSchema.ToJsonString(), metadata.CurrentSchemaId, entries);
        string key = await Files.WriteAsync($"{_name}-{snapshot}-m1.avro", content, ct);
        _orphans.Add(key);
        long least = entries.Select(entry => entry.GetLong("sequence_number") ?? 0).DefaultIfEmpty(sequence).Min();
        AvroRecord merged = ManifestLists.Entry(Files.AddressOf(key), content.Length, sequence, least, snapshot);
        merged["existing_files_count"] = entries.Count;
        merged["existing_rows_count"] = entries.Sum(Manifests.RowsOf);
        return kept.Where(manifest => !ManifestLists.HoldsData(manifest)).Prepend(merged);
    }
}
