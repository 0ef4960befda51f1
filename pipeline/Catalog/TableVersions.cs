using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using RasterFlow.Storage;

namespace RasterFlow.Catalog;

/// <summary>
/// The versions of a table's metadata: <c>metadata/v1.metadata.json</c> and so on, as Iceberg's file system tables keep them (specification,
/// "File System Tables"). Whoever writes version n first owns it: a conditional write stands where the specification has an atomic rename.
/// <c>metadata/version-hint.text</c> names a version that is not older than any that was current when it was written; later ones are looked for.
/// </summary>
internal sealed partial class TableVersions(IObjectStore store, string folder)
{
    private string HintKey => $"{folder}/version-hint.text";

    /// <summary>The key of a version.</summary>
    public string KeyOf(int version) => string.Create(CultureInfo.InvariantCulture, $"{folder}/v{version}.metadata.json");

    /// <summary>The latest version; null when there is no table.</summary>
    /// <exception cref="InvalidDataException">Metadata is damaged or missing; the message names it.</exception>
    public async Task<TableVersion?> LoadAsync(CancellationToken ct)
    {
        int? hint = ParseHint(await store.ReadAsync(HintKey, ct));
        int version = hint ?? await FindAsync(ct);
        while (await store.GetLengthAsync(KeyOf(version + 1), ct) is not null)
        {
            version++;
        }

        if (version == 0)
        {
            return null;
        }

        byte[] content = await store.ReadAsync(KeyOf(version), ct)
            ?? throw new InvalidDataException($"{KeyOf(version)} is missing, but {HintKey} names it.");
        return new TableVersion(version, TableMetadata.Parse(content, KeyOf(version)));
    }

    /// <summary>Writes a version unless somebody else has; false then.</summary>
    public Task<bool> TryWriteAsync(TableVersion version, CancellationToken ct) =>
        store.TryReplaceAsync(KeyOf(version.Version), version.Metadata.ToBytes(), expectedTag: null, ct);

    /// <summary>
    /// Has the hint name a version, or a later one. Whoever is faster makes it name a later version than before, so there are at most as many tries as versions.
    /// Giving up earlier would leave readers that trust the hint with an old version.
    /// </summary>
    public async Task HintAsync(int version, CancellationToken ct)
    {
        for (int attempt = 0; attempt <= version; attempt++)
        {
            TaggedObject? hint = await store.ReadTaggedAsync(HintKey, ct);
            bool isNamed = ParseHint(hint?.Content.ToArray()) >= version;
            byte[] text = Encoding.ASCII.GetBytes(version.ToString(CultureInfo.InvariantCulture));
            if (isNamed || await store.TryReplaceAsync(HintKey, text, hint?.Tag, ct))
            {
                return;
            }
        }
    }

    private static int? ParseHint(byte[]? content) =>
        content is not null && int.TryParse(Encoding.ASCII.GetString(content).Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out int version) && version > 0
            ? version
            : null;

    [GeneratedRegex(@"/v(\d{1,9})\.metadata\.json\z")]
    private static partial Regex VersionPattern();

    /// <summary>The latest version by name, when there is no hint; 0 when there is none.</summary>
    private async Task<int> FindAsync(CancellationToken ct)
    {
        int latest = 0;
        await foreach (ObjectEntry entry in store.ListAsync($"{folder}/v", ct))
        {
            if (VersionPattern().Match(entry.Key) is { Success: true } match)
            {
                latest = Math.Max(latest, int.Parse(match.Groups[1].ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture));
            }
        }

        return latest;
    }
}
