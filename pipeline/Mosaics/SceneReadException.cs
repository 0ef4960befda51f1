namespace RasterFlow.Mosaics;

/// <summary>An image of a scene could not be read; the inner exception says why.</summary>
public sealed class SceneReadException(string sceneId, string band, Uri href, Exception innerException)
    : Exception($"Reading band {band} of scene {sceneId} from {href?.GetLeftPart(UriPartial.Path)} failed: {innerException?.Message}", innerException)
{
    /// <summary>The STAC item's id.</summary>
    public string SceneId { get; } = sceneId;

    /// <summary>The band.</summary>
    public string Band { get; } = band;

    /// <summary>Failures of other images in the same moment.</summary>
    public IReadOnlyList<SceneReadException> Others { get; internal set; } = [];

    /// <summary>The image's address.</summary>
    public Uri Href { get; } = href!;
}
