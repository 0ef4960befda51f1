using System.Text.RegularExpressions;
using RasterFlow.Storage;

namespace RasterFlow.Catalog;

/// <summary>
/// Tables by name: each is one JSON document, <c>catalog/&lt;table&gt;.json</c>, that lists its columns and data files.
/// A commit replaces the document only if nobody else did meanwhile, and otherwise starts over from what is there then:
/// concurrent commits lose nothing, and a reader sees whole snapshots only. Commits are idempotent.
/// </summary>
public sealed partial class TableCatalog(IObjectStore store)
{
    // At least one of several competing commits succeeds each time, so this many competitors at once cannot starve one.
    private const int MaxAttempts = 100;
    private const int LongestPauseMilliseconds = 50;

    /// <summary>The current snapshot of a table; null when there is no such table.</summary>
    /// <exception cref="ArgumentException">The name is not valid.</exception>
    /// <exception cref="InvalidDataException">The table's document is damaged.</exception>
    public async Task<CatalogTable?> GetAsync(string table, CancellationToken ct = default)
    {
        string key = KeyOf(table);
        return await store.ReadAsync(key, ct) is { } content ? CatalogDocument.Read(content, key) : null;
    }

    /// <summary>Creates a table, or gives it new columns and files. Its snapshot number goes on.</summary>
    /// <returns>The table with these files; unchanged when it had exactly them.</returns>
    /// <exception cref="ArgumentException">The name is not valid, or a file is listed twice.</exception>
    /// <exception cref="CatalogConflictException">Other commits were faster every time.</exception>
    public Task<CatalogTable> CreateOrReplaceAsync(
        string table, IReadOnlyList<CatalogColumn> columns, IReadOnlyList<CatalogDataFile> files, CancellationToken ct = default)
    {
        ArgumentNullException.ThrowIfNull(columns);
        return CommitAsync(table, files, (current, sorted) => new CatalogTable(table, current?.Snapshot ?? 0, columns, sorted), ct);
    }

    /// <summary>Adds files to a table. A file that the table lists already is not added again; its entry becomes the one given.</summary>
    /// <returns>The table with these files; unchanged when it had all of them.</returns>
    /// <exception cref="ArgumentException">The name is not valid, or a file is listed twice.</exception>
    /// <exception cref="KeyNotFoundException">There is no such table.</exception>
    /// <exception cref="CatalogConflictException">Other commits were faster every time.</exception>
    public Task<CatalogTable> AppendAsync(string table, IReadOnlyList<CatalogDataFile> files, CancellationToken ct = default) =>
        CommitAsync(table, files, (current, sorted) => Append(table, current, sorted), ct);

    private static CatalogTable Append(string table, CatalogTable? current, CatalogDataFile[] files)
    {
        if (current is null)
        {
            throw new KeyNotFoundException($"There is no table '{table}'. Create it before appending to it.");
        }

        IEnumerable<CatalogDataFile> kept = current.Files.ExceptBy(files.Select(file => file.Key), file => file.Key, StringComparer.Ordinal);
        return current with { Files = Sorted([.. kept, .. files]) };
    }

    private static CatalogDataFile[] Sorted(IEnumerable<CatalogDataFile> files) => [.. files.OrderBy(file => file.Key, StringComparer.Ordinal)];

    private static string KeyOf(string table)
    {
        ArgumentNullException.ThrowIfNull(table);
        return NamePattern().IsMatch(table)
            ? $"catalog/{table}.json"
            : throw new ArgumentException(
                $"'{table}' is not a table name. Use 1 to 128 letters, digits, '_' and '-', in parts separated by single dots.", nameof(table));
    }

    [GeneratedRegex(@"^(?=.{1,128}\z)[A-Za-z0-9_][A-Za-z0-9_-]*(\.[A-Za-z0-9_][A-Za-z0-9_-]*)*\z")]
    private static partial Regex NamePattern();

    private static bool Same(CatalogTable? current, CatalogTable next) =>
        current is not null && current.Columns.SequenceEqual(next.Columns) && current.Files.SequenceEqual(next.Files);

    private async Task<CatalogTable> CommitAsync(
        string table, IReadOnlyList<CatalogDataFile> files, Func<CatalogTable?, CatalogDataFile[], CatalogTable> change, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(files);
        string key = KeyOf(table);
        CatalogDataFile[] sorted = Sorted(files);
        if (sorted.DistinctBy(file => file.Key, StringComparer.Ordinal).Count() != sorted.Length)
        {
            throw new ArgumentException($"Table '{table}': a file is listed twice.", nameof(files));
        }

        for (int attempt = 1; attempt <= MaxAttempts; attempt++)
        {
            TaggedObject? found = await store.ReadTaggedAsync(key, ct);
            CatalogTable? current = found is null ? null : CatalogDocument.Read(found.Content.Span, key);
            CatalogTable next = change(current, sorted);
            if (Same(current, next))
            {
                return current!;
            }

            next = next with { Snapshot = next.Snapshot + 1 };
            if (await store.TryReplaceAsync(key, CatalogDocument.Write(next), found?.Tag, ct))
            {
                return next;
            }

            // Random, so that competitors do not meet again; no security depends on it.
            await Task.Delay(Random.Shared.Next(1, Math.Min(LongestPauseMilliseconds, 5 * attempt) + 1), ct);
        }

        throw new CatalogConflictException(table, MaxAttempts);
    }
}
