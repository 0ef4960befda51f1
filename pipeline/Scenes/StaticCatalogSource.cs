using System.Collections.Concurrent;
using System.Text.Json;
using RasterFlow.Storage;

namespace RasterFlow.Scenes;

/// <summary>
/// A static STAC catalogue: documents that link to each other (STAC catalog specification). Child and item links are followed from the root,
/// each document once, several at a time. Items are loaded with the first search and kept.
/// </summary>
/// <param name="root">The address of catalog.json (or a collection).</param>
/// <param name="readers">Decides what may be read.</param>
/// <param name="maximumDocuments">A catalogue of more documents is refused.</param>
public sealed class StaticCatalogSource(Uri root, IRangeReaderFactory readers, int maximumDocuments = 20_000) : ISceneSource
{
    private const int Concurrency = 16;
    private const int MaximumDepth = 16;
    private IReadOnlyList<StacItem>? _items;

    /// <inheritdoc/>
    /// <exception cref="StacException">A document is not STAC, links go round in a circle, or the catalogue is too large.</exception>
    public async Task<FoundScenes> SearchAsync(SceneQuery query, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(query);
        // Two first searches at once load twice, to the same end.
        IReadOnlyList<StacItem> items = _items ??= await LoadAsync(cancellationToken);
        return SceneFilter.Apply(items, query);
    }

    private async Task<IReadOnlyList<StacItem>> LoadAsync(CancellationToken cancellationToken)
    {
        ConcurrentDictionary<string, bool> seen = new(StringComparer.Ordinal);
        ConcurrentBag<StacItem> items = [];
        Link[] level = [new Link(root, IsItem: false, Parents: [])];
        seen[Key(root)] = true;
        while (level.Length > 0)
        {
            ConcurrentBag<Link> next = [];
            ParallelOptions options = new() { MaxDegreeOfParallelism = Concurrency, CancellationToken = cancellationToken };
            await Parallel.ForEachAsync(level, options, async (link, token) => await FollowAsync(link, seen, next, items, token));
            level = [.. next];
        }

        return [.. items];
    }

    private async Task FollowAsync(Link link, ConcurrentDictionary<string, bool> seen, ConcurrentBag<Link> next, ConcurrentBag<StacItem> items, CancellationToken cancellationToken)
    {
        using StacDocument document = await StacDocument.OpenAsync(link.Address, readers, cancellationToken);
        if (link.IsItem)
        {
            items.Add(document.Type == "Feature"
                ? StacItemReader.Read(document.Root, document.Address, document.Name)
                : throw new StacException(document.Name, "an item link leads here, but this is not a STAC item (a Feature)."));
            return;
        }

        if (document.Type is not ("Catalog" or "Collection"))
        {
            throw new StacException(document.Name, $"this is not a STAC catalogue: its 'type' is '{document.Type}', not Catalog or Collection.");
        }

        string[] parents = [.. link.Parents, Key(link.Address)];
        foreach (JsonElement child in document.Root.Items("links"))
        {
            if (child.Text("rel") is "child" or "item" && ToLink(child, document, parents) is var found && seen.TryAdd(Key(found.Address), true))
            {
                if (seen.Count > maximumDocuments)
                {
                    throw new StacException(document.Name, $"the catalogue has more than {maximumDocuments:N0} documents. Use a STAC API or an item collection.");
                }

                next.Add(found);
            }
        }
    }

    private static Link ToLink(JsonElement link, StacDocument document, string[] parents)
    {
        if (link.Text("href") is not { } href || !Uri.TryCreate(document.Address, href, out Uri? address))
        {
            throw new StacException(document.Name, "a link has no valid 'href'.");
        }

        if (Array.IndexOf(parents, Key(address)) >= 0)
        {
            throw new StacException(document.Name, $"its links go round in a circle, back to {SafeAddress.Text(address)}.");
        }

        return parents.Length <= MaximumDepth
            ? new Link(address, link.Text("rel") == "item", parents)
            : throw new StacException(document.Name, $"catalogues are nested more than {MaximumDepth} deep.");
    }

    private static string Key(Uri address) => address.GetLeftPart(UriPartial.Query);

    private sealed record Link(Uri Address, bool IsItem, string[] Parents);
}
