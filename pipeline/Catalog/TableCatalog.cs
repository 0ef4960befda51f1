using System.Text.RegularExpressions;
using RasterFlow.Catalog.Avro;
using RasterFlow.Storage;

namespace RasterFlow.Catalog;

/// <summary>
/// Tables by name as Apache Iceberg tables, format version 2, in folders <c>catalog/&lt;table&gt;/</c> of the store: no service stands between them and an engine
/// that reads them (Spark with a hadoop catalog, DuckDB, Fabric). A commit writes the next version of the metadata only if nobody else did meanwhile,
/// and otherwise starts over from what is there then: concurrent commits lose nothing, and a reader sees whole snapshots only. Commits are idempotent.
/// </summary>
/// <param name="store">Holds the tables and the files to add.</param>
/// <param name="clock">Dates the snapshots.</param>
public sealed partial class TableCatalog(IObjectStore store, TimeProvider? clock = null)
{
    private const int MaxAttempts = 200;

    /// <summary>Iceberg's default of commit.manifest.min-count-to-merge.</summary>
    private const int DefaultManifests = 100;

    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(10);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(1);

    /// <summary>How often a commit is tried.</summary>
    internal int Attempts { get; init; } = MaxAttempts;

    /// <summary>More manifests of a table than this are merged into one.</summary>
    internal int MostManifests { get; init; } = DefaultManifests;

    /// <summary>The latest version of a table; null when there is no such table.</summary>
    /// <exception cref="ArgumentException">The name is not valid.</exception>
    /// <exception cref="InvalidDataException">The table's metadata is damaged; the message names the object.</exception>
    public async Task<CatalogTable?> GetAsync(string table, CancellationToken ct = default)
    {
        CheckName(table);
        TableFiles files = new(store, table);
        TableVersion? version = await new TableVersions(store, files.MetadataFolder).LoadAsync(ct);
        return version is null ? null : await DescribeAsync(table, files, version, ct);
    }

    /// <summary>The data files of a table's latest version, by address.</summary>
    /// <exception cref="KeyNotFoundException">There is no such table.</exception>
    /// <exception cref="InvalidDataException">The table's metadata is damaged; the message names the object.</exception>
    public async Task<IReadOnlyList<string>> ListFilesAsync(string table, CancellationToken ct = default)
    {
        CheckName(table);
        TableFiles files = new(store, table);
        TableVersion version = await new TableVersions(store, files.MetadataFolder).LoadAsync(ct)
            ?? throw new KeyNotFoundException($"There is no table '{table}'.");
        IReadOnlyList<AvroRecord> entries = await files.ReadEntriesAsync(await files.ReadListAsync(version, ct), ct);
        return [.. entries.Select(Manifests.PathOf).Order(StringComparer.Ordinal)];
    }

    /// <summary>Creates a table, or replaces the columns and rows of one that is there. Its history stays.</summary>
    /// <returns>The table with these rows; unchanged when the commit is in its history already.</returns>
    /// <exception cref="ArgumentException">The name is not valid, or a file is listed twice.</exception>
    /// <exception cref="TableMismatchException">The table that is there is partitioned.</exception>
    /// <exception cref="CatalogConflictException">Other commits were faster every time.</exception>
    public Task<CatalogTable> CreateOrReplaceAsync(string table, TableDefinition definition, TableCommit commit, CancellationToken ct = default) =>
        CommitAsync(table, definition, commit, replace: true, ct);

    /// <summary>Adds rows to a table, which is created when it is not there. A file that the table has already is not added again.</summary>
    /// <returns>The table with these rows; unchanged when the commit is in its history already.</returns>
    /// <exception cref="ArgumentException">The name is not valid, or a file is listed twice.</exception>
    /// <exception cref="TableMismatchException">The table's columns or reference system are others.</exception>
    /// <exception cref="CatalogConflictException">Other commits were faster every time.</exception>
    public Task<CatalogTable> AppendAsync(string table, TableDefinition definition, TableCommit commit, CancellationToken ct = default) =>
        CommitAsync(table, definition, commit, replace: false, ct);

    [GeneratedRegex(@"^(?=.{1,128}\z)[A-Za-z0-9_][A-Za-z0-9_-]*(\.[A-Za-z0-9_][A-Za-z0-9_-]*)*\z")]
    private static partial Regex NamePattern();

    private static void CheckName(string table)
    {
        ArgumentNullException.ThrowIfNull(table);
        if (!NamePattern().IsMatch(table))
        {
            throw new ArgumentException(
                $"'{table}' is not a table name. Use 1 to 128 letters, digits, '_' and '-', in parts separated by single dots.", nameof(table));
        }
    }

    private static async Task<CatalogTable> DescribeAsync(string table, TableFiles files, TableVersion version, CancellationToken ct)
    {
        AvroRecord[] data = [.. (await files.ReadListAsync(version, ct)).Where(ManifestLists.HoldsData)];
        long snapshot = version.Metadata.CurrentSnapshot is { } current ? TableMetadata.Number(current, "snapshot-id") : -1;
        return new CatalogTable(
            table, files.Root, files.AddressOf(files.Root), version.Version, snapshot, ManifestLists.CountRows(data), (int)ManifestLists.CountFiles(data));
    }

    /// <summary>Exponential back-off with full jitter (M. Brooker, "Exponential Backoff And Jitter", 2015), so that competitors do not meet again.</summary>
    private static TimeSpan PauseAfter(int attempt) =>
        TimeSpan.FromMilliseconds(Random.Shared.NextDouble() * Math.Min(LongestPause.TotalMilliseconds, FirstPause.TotalMilliseconds * Math.Pow(2, attempt)));

    private async Task<CatalogTable> CommitAsync(string table, TableDefinition definition, TableCommit commit, bool replace, CancellationToken ct)
    {
        CheckName(table);
        ArgumentNullException.ThrowIfNull(definition);
        ArgumentNullException.ThrowIfNull(commit);
        if (commit.Files.DistinctBy(file => file.Key, StringComparer.Ordinal).Count() != commit.Files.Count)
        {
            throw new ArgumentException($"Table '{table}': a file is listed twice.", nameof(commit));
        }

        TableWriter writer = new(store, table, definition, commit, clock ?? TimeProvider.System) { MostManifests = MostManifests };
        for (int attempt = 1; attempt <= Attempts; attempt++)
        {
            if (await writer.TryAsync(replace, attempt, ct) is { } version)
            {
                return await DescribeAsync(table, new TableFiles(store, table), version, ct);
            }

            await Task.Delay(PauseAfter(attempt), ct);
        }

        throw new CatalogConflictException(table, Attempts);
    }
}
