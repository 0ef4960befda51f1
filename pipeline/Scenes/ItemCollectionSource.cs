using System.Text.Json;

namespace RasterFlow.Scenes;

/// <summary>The items of one document: a STAC ItemCollection (a GeoJSON FeatureCollection of items), or a single item.</summary>
public sealed class ItemCollectionSource : ISceneSource
{
    private readonly IReadOnlyList<StacItem> _items;

    private ItemCollectionSource(IReadOnlyList<StacItem> items) => _items = items;

    /// <summary>Reads a collection that is at hand.</summary>
    /// <param name="json">The document's text.</param>
    /// <param name="address">Where it comes from; relative addresses of images are resolved against it.</param>
    /// <exception cref="StacException">The text is not an item collection.</exception>
    public static ItemCollectionSource Parse(string json, Uri address)
    {
        string name = Storage.SafeAddress.Text(address);
        try
        {
            using JsonDocument document = Storage.StrictJson.Parse(System.Text.Encoding.UTF8.GetBytes(json));
            return Read(document.RootElement, address, name);
        }
        catch (JsonException e)
        {
            throw new StacException(name, $"this is not valid JSON (line {e.LineNumber + 1}, byte {e.BytePositionInLine}).", e);
        }
    }

    /// <inheritdoc/>
    public Task<FoundScenes> SearchAsync(SceneQuery query, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(query);
        return Task.FromResult(SceneFilter.Apply(_items, query));
    }

    internal static ItemCollectionSource Read(JsonElement root, Uri address, string name)
    {
        IEnumerable<JsonElement> items = root.Text("type") switch
        {
            "FeatureCollection" when root.Member("features") is { ValueKind: JsonValueKind.Array } => root.Items("features"),
            "Feature" => [root],
            _ => throw new StacException(name, "this is not a STAC item collection: a FeatureCollection with 'features' is expected."),
        };
        return new ItemCollectionSource([.. items.Select(item => StacItemReader.Read(item, address, name))]);
    }
}
