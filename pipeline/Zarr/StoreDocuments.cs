using System.Text.Json;
using System.Text.Json.Nodes;
using RasterFlow.Storage;

namespace RasterFlow.Zarr;

/// <summary>Writes the metadata documents of a store in either format. Documents are passed as Zarr v3 states them, by path below the root.</summary>
internal static class StoreDocuments
{
    private static readonly JsonSerializerOptions Json = new() { WriteIndented = true, NewLine = "\n" };

    /// <summary>Writes arrays that lie directly below a root.</summary>
    public static async Task WriteArraysAsync(IObjectStore store, string root, RasterStoreLayout layout, CancellationToken cancellationToken)
    {
        foreach ((string name, JsonObject document) in StoreMetadata.Arrays(layout))
        {
            IEnumerable<KeyValuePair<string, JsonObject>> documents = layout.ZarrFormat == 3
                ? [new($"{name}/{StoreKeys.Metadata}", document)]
                : MetadataV2.Of(name, document);
            foreach ((string key, JsonObject written) in documents)
            {
                await WriteAsync(store, StoreKeys.Combine(root, key), written, cancellationToken);
            }
        }
    }

    /// <summary>Writes a root group with consolidated metadata of everything below it; what readers look at first comes last.</summary>
    public static async Task WriteRootAsync(
        IObjectStore store, string root, JsonObject attributes, int format, SortedDictionary<string, JsonObject> below, CancellationToken cancellationToken)
    {
        if (format == 3)
        {
            JsonObject group = StoreMetadata.Consolidate(StoreMetadata.Group(attributes), below);
            await WriteAsync(store, StoreKeys.Combine(root, StoreKeys.Metadata), group, cancellationToken);
            return;
        }

        JsonObject all = [];
        foreach ((string key, JsonObject document) in MetadataV2.Of(string.Empty, StoreMetadata.Group(attributes)))
        {
            await WriteAsync(store, StoreKeys.Combine(root, key), document, cancellationToken);
            all[key] = document;
        }

        foreach ((string key, JsonObject document) in below.SelectMany(static node => MetadataV2.Of(node.Key, node.Value)))
        {
            all[key] = document;
        }

        JsonObject consolidated = new() { ["metadata"] = all, ["zarr_consolidated_format"] = 1 };
        await WriteAsync(store, StoreKeys.Combine(root, StoreKeys.ConsolidatedV2), consolidated, cancellationToken);
    }

    private static Task WriteAsync(IObjectStore store, string key, JsonObject document, CancellationToken cancellationToken) =>
        store.WriteAsync(key, JsonSerializer.SerializeToUtf8Bytes(document, Json), cancellationToken);
}
