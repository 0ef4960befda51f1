using RasterFlow.Storage;

namespace RasterFlow.Scenes;

/// <summary>Opens catalogues by address.</summary>
public static class SceneSources
{
    /// <summary>Reads the document at an address and opens what it is: an item collection, or a static catalogue.</summary>
    /// <exception cref="StacException">It is neither.</exception>
    /// <exception cref="SourceNotAllowedException">The address is not on the allow-list.</exception>
    public static async Task<ISceneSource> OpenAsync(Uri address, IRangeReaderFactory readers, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(address);
        ArgumentNullException.ThrowIfNull(readers);
        using StacDocument document = await StacDocument.OpenAsync(address, readers, cancellationToken);
        return document.Type switch
        {
            "FeatureCollection" or "Feature" => ItemCollectionSource.Read(document.Root, address, document.Name),
            "Catalog" or "Collection" => new StaticCatalogSource(address, readers),
            _ => throw new StacException(document.Name, $"this is not STAC: its 'type' is '{document.Type}', where FeatureCollection, Feature, Catalog or Collection is expected."),
        };
    }
}
