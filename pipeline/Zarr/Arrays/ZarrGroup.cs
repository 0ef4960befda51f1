using System.Text.Json;
using RasterFlow.Storage;

namespace RasterFlow.Zarr.Arrays;

/// <summary>A group of Zarr v3 or v2, with consolidated metadata or without.</summary>
internal sealed class ZarrGroup
{
    private readonly IObjectStore _store;
    private readonly string _path;
    private readonly JsonElement _consolidated;

    private ZarrGroup(IObjectStore store, string path, int format, JsonElement attributes, JsonElement consolidated)
    {
        (_store, _path, Format, Attributes, _consolidated) = (store, path, format, attributes, consolidated);
        Address = store.GetUri(StoreKeys.Combine(path, format == 3 ? StoreKeys.Metadata : StoreKeys.GroupV2));
    }

    /// <summary>3 or 2.</summary>
    public int Format { get; }

    /// <summary>The group's attributes; undefined when it has none.</summary>
    public JsonElement Attributes { get; }

    /// <summary>The group's metadata document.</summary>
    public Uri Address { get; }

    /// <summary>Opens a group.</summary>
    /// <exception cref="RasterStoreNotFoundException">There is no group.</exception>
    /// <exception cref="RasterStoreCorruptException">Its metadata is damaged.</exception>
    public static async Task<ZarrGroup> OpenAsync(IObjectStore store, string path, CancellationToken cancellationToken = default)
    {
        if (await ReadJsonAsync(store, StoreKeys.Combine(path, StoreKeys.Metadata), cancellationToken) is { } group)
        {
            JsonElement consolidated = Member(Member(group, "consolidated_metadata"), "metadata");
            return new ZarrGroup(store, path, 3, Member(group, "attributes"), consolidated);
        }

        if (await ReadJsonAsync(store, StoreKeys.Combine(path, StoreKeys.ConsolidatedV2), cancellationToken) is { } all)
        {
            JsonElement metadata = Member(all, "metadata");
            return new ZarrGroup(store, path, 2, Member(metadata, StoreKeys.AttributesV2), metadata);
        }

        if (await ReadJsonAsync(store, StoreKeys.Combine(path, StoreKeys.GroupV2), cancellationToken) is null)
        {
            throw new RasterStoreNotFoundException(store.GetUri(StoreKeys.Combine(path, StoreKeys.Metadata)));
        }

        JsonElement? attributes = await ReadJsonAsync(store, StoreKeys.Combine(path, StoreKeys.AttributesV2), cancellationToken);
        return new ZarrGroup(store, path, 2, attributes ?? default, default);
    }

    /// <summary>Opens an array below the group; null when there is none.</summary>
    /// <exception cref="RasterStoreUnsupportedException">It uses something that is not read; the message names it.</exception>
    /// <exception cref="RasterStoreCorruptException">Its metadata is damaged.</exception>
    public async Task<ZarrArray?> FindArrayAsync(string name, CancellationToken cancellationToken = default)
    {
        string path = StoreKeys.Combine(_path, name);
        Uri address = _store.GetUri(StoreKeys.Combine(path, Format == 3 ? StoreKeys.Metadata : StoreKeys.ArrayV2));
        JsonElement? document = await DocumentAsync(name, Format == 3 ? StoreKeys.Metadata : StoreKeys.ArrayV2, cancellationToken);
        if (document is null)
        {
            return null;
        }

        try
        {
            ArrayMetadata metadata = Format == 3
                ? ArrayMetadata.FromV3(document.Value)
                : ArrayMetadata.FromV2(document.Value, await DocumentAsync(name, StoreKeys.AttributesV2, cancellationToken) ?? default);
            return new ZarrArray(_store, path, metadata);
        }
        catch (NotSupportedException e)
        {
            throw new RasterStoreUnsupportedException(address, e.Message);
        }
        catch (Exception e) when (e is KeyNotFoundException or InvalidOperationException or FormatException or OverflowException or IndexOutOfRangeException)
        {
            throw new RasterStoreCorruptException(address, $"the metadata of the array '{name}' makes no sense: {e.Message.TrimEnd('.')}", e);
        }
    }

    private async Task<JsonElement?> DocumentAsync(string name, string document, CancellationToken cancellationToken)
    {
        if (_consolidated.ValueKind == JsonValueKind.Object)
        {
            JsonElement found = Member(_consolidated, Format == 3 ? name : $"{name}/{document}");
            return found.ValueKind == JsonValueKind.Object ? found : null;
        }

        return await ReadJsonAsync(_store, StoreKeys.Combine(_path, $"{name}/{document}"), cancellationToken);
    }

    private static JsonElement Member(JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out JsonElement member) ? member : default;

    private static async Task<JsonElement?> ReadJsonAsync(IObjectStore store, string key, CancellationToken cancellationToken)
    {
        if (await store.ReadAsync(key, cancellationToken) is not { } bytes)
        {
            return null;
        }

        try
        {
            using JsonDocument document = JsonDocument.Parse(bytes);
            return document.RootElement.Clone();
        }
        catch (JsonException e)
        {
            throw new RasterStoreCorruptException(store.GetUri(key), $"it is not JSON: {e.Message.TrimEnd('.')}", e);
        }
    }
}
