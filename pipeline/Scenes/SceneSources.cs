using RasterFlow.Storage;

namespace RasterFlow.Scenes;

/// <summary>Opens catalogues by address.</summary>
public static class SceneSources
{
    /// <summary>
    /// Reads the document at an address and opens what it is: the landing page of a STAC API (the address may name its collections: <c>?collections=a,b</c>),
    /// an item collection, or a static catalogue. A file that ends in .parquet or .geoparquet is STAC GeoParquet, and is read with each search.
    /// </summary>
    /// <exception cref="StacException">It is none of these.</exception>
    /// <exception cref="NotSupportedException">It is an API where HTTP is not at hand.</exception>
    /// <exception cref="SourceNotAllowedException">The address is not on the allow-list.</exception>
    public static Task<ISceneSource> OpenAsync(Uri address, IRangeReaderFactory readers, CancellationToken cancellationToken = default) =>
        OpenAsync(address, readers, StacApi.Sentinel2, cancellationToken);

    /// <summary>As the other, for other collections than those of Sentinel-2.</summary>
    /// <param name="address">The catalogue.</param>
    /// <param name="readers">Decides what may be read.</param>
    /// <param name="wanted">The collections to search in an API whose address names none, as far as it has them.</param>
    /// <param name="cancellationToken">Cancels the requests.</param>
    public static async Task<ISceneSource> OpenAsync(Uri address, IRangeReaderFactory readers, IReadOnlyList<string> wanted, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(address);
        ArgumentNullException.ThrowIfNull(readers);
        (Uri landing, IReadOnlyList<string> collections) = StacApi.Split(address);
        string name = SafeAddress.Text(landing);
        if (Path.GetExtension(name).ToUpperInvariant() is ".PARQUET" or ".GEOPARQUET")
        {
            _ = readers.Open(address);
            return new StacGeoParquetSource(address, readers);
        }

        using StacDocument document = await StacDocument.OpenAsync(landing, readers, cancellationToken);
        if (StacApi.IsLanding(document.Root))
        {
            return readers is IApiClient client
                ? new StacApiSource(StacApi.Read(document, collections, wanted), client)
                : throw new NotSupportedException($"{name}: this is a STAC API, and no services can be asked from here.");
        }

        if (document.Type == "Collection" && document.Root.Items("links").Any(link => link.Text("rel") == "items"))
        {
            return await OpenCollectionAsync(document, readers, cancellationToken);
        }

        return document.Type switch
        {
            "FeatureCollection" when document.Root.Items("links").Any(link => link.Text("rel") == "next") =>
                throw new StacException(name, "this is but one page of a search. Give the address of the API itself, the part before /search or /collections."),
            "FeatureCollection" or "Feature" => ItemCollectionSource.Read(document.Root, address, name),
            "Catalog" or "Collection" => new StaticCatalogSource(address, readers),
            _ => throw new StacException(name, $"this is not STAC: its 'type' is '{document.Type}', where FeatureCollection, Feature, Catalog or Collection is expected."),
        };
    }

    /// <summary>A collection of an API holds no items, only the address to ask for them: its API is searched for it alone.</summary>
    private static async Task<ISceneSource> OpenCollectionAsync(StacDocument collection, IRangeReaderFactory readers, CancellationToken cancellationToken)
    {
        string? id = collection.Root.Text("id");
        string? root = collection.Root.Items("links").FirstOrDefault(link => link.Text("rel") == "root").Text("href");
        if (id is not null && Uri.TryCreate(collection.Address, root, out Uri? address))
        {
            using StacDocument landing = await StacDocument.OpenAsync(address, readers, cancellationToken);
            if (StacApi.IsLanding(landing.Root) && readers is IApiClient client)
            {
                return new StacApiSource(StacApi.Read(landing, [id], [id]), client);
            }
        }

        return collection.Root.Items("links").Any(link => link.Text("rel") is "item" or "child")
            ? new StaticCatalogSource(collection.Address, readers)
            : throw new StacException(collection.Name, "this is a collection of an API, but its link 'root' does not lead to that. Give the address of the API itself, with ?collections=<id> at its end.");
    }
}
