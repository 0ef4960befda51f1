using RasterFlow.Catalog.Avro;
using RasterFlow.Storage;

namespace RasterFlow.Catalog;

/// <summary>The objects of one table below its folder: where they lie, and how manifests are read and written.</summary>
internal sealed class TableFiles(IObjectStore store, string table)
{
    private const int ConcurrentReads = 8;
    private readonly TableAddress _address = new(store);

    /// <summary>Manifests read so far: they never change, and a commit that starts over needs them again.</summary>
    private readonly Dictionary<string, IReadOnlyList<AvroRecord>> _manifests = new(StringComparer.Ordinal);

    /// <summary>The table's folder.</summary>
    public string Root { get; } = $"catalog/{table}";

    /// <summary>The folder of the metadata.</summary>
    public string MetadataFolder => $"{Root}/metadata";

    /// <summary>The address of a key, as metadata spells it.</summary>
    public string AddressOf(string key) => _address.Of(key);

    /// <summary>The key of a data file's copy: the table owns its files, so that maintenance of the one never breaks the outputs of a job, nor the other way round.</summary>
    public string DataKeyOf(CatalogDataFile file) => $"{Root}/data/{file.Key}";

    /// <summary>Copies a file into the table; one that is there already is left alone.</summary>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    public async Task CopyAsync(CatalogDataFile file, CancellationToken ct)
    {
        string target = DataKeyOf(file);
        if (await store.GetLengthAsync(target, ct) == file.LengthBytes)
        {
            return;
        }

        await using Stream content = await store.OpenReadAsync(file.Key, ct)
            ?? throw new FileNotFoundException($"The data file '{file.Key}' for table '{table}' does not exist.", file.Key);
        await store.WriteAsync(target, content, ct);
    }

    /// <summary>Writes a metadata object under a name of its own and returns its key.</summary>
    public async Task<string> WriteAsync(string name, byte[] content, CancellationToken ct)
    {
        string key = $"{MetadataFolder}/{name}";
        await store.WriteAsync(key, content, ct);
        return key;
    }

    /// <summary>The manifests of a version's current snapshot.</summary>
    /// <exception cref="InvalidDataException">The list is missing or damaged.</exception>
    public async Task<IReadOnlyList<AvroRecord>> ReadListAsync(TableVersion version, CancellationToken ct)
    {
        if (version.Metadata.CurrentSnapshot is not { } snapshot)
        {
            return [];
        }

        string address = (string?)snapshot["manifest-list"] ?? throw new InvalidDataException($"Table '{table}': the current snapshot has no manifest list.");
        return ManifestLists.Read(await ReadAsync(address, ct), address);
    }

    /// <summary>The live entries of all data manifests.</summary>
    public async Task<IReadOnlyList<AvroRecord>> ReadEntriesAsync(IEnumerable<AvroRecord> manifests, CancellationToken ct)
    {
        List<AvroRecord> entries = [];
        foreach (AvroRecord[] some in manifests.Where(ManifestLists.HoldsData).Chunk(ConcurrentReads))
        {
            AvroRecord[] missing = [.. some.Where(manifest => !_manifests.ContainsKey(manifest.Get<string>("manifest_path")))];
            byte[][] contents = await Task.WhenAll(missing.Select(manifest => ReadAsync(manifest.Get<string>("manifest_path"), ct)));
            for (int i = 0; i < missing.Length; i++)
            {
                _manifests[missing[i].Get<string>("manifest_path")] = Manifests.ReadLive(contents[i], missing[i]);
            }

            entries.AddRange(some.SelectMany(manifest => _manifests[manifest.Get<string>("manifest_path")]));
        }

        return entries;
    }

    /// <summary>Deletes objects that no version refers to.</summary>
    public async Task DeleteAsync(IEnumerable<string> keys, CancellationToken ct)
    {
        foreach (string key in keys)
        {
            await store.DeleteAsync(key, ct);
        }
    }

    private async Task<byte[]> ReadAsync(string address, CancellationToken ct) =>
        await store.ReadAsync(_address.KeyOf(address), ct) ?? throw new InvalidDataException($"Table '{table}': {address} is missing.");
}
