using RasterFlow.Imagery;
using RasterFlow.Storage;

namespace RasterFlow.Mosaics;

/// <summary>An image of a scene could not be read; the inner exception says why.</summary>
public sealed class SceneReadException : Exception
{
    private SceneReadException(string sceneId, string band, Uri href, string message, Exception innerException)
        : base(message, innerException) => (SceneId, Band, Href) = (sceneId, band, href);

    /// <summary>Says which image could not be read.</summary>
    public SceneReadException(string sceneId, string band, Uri href, Exception innerException)
        : this(sceneId, band, href, $"Reading band {band} of scene {sceneId} from {href?.GetLeftPart(UriPartial.Path)} failed: {innerException?.Message}", innerException!)
    {
    }

    /// <summary>The STAC item's id.</summary>
    public string SceneId { get; }

    /// <summary>The band.</summary>
    public string Band { get; }

    /// <summary>Failures of other images in the same moment.</summary>
    public IReadOnlyList<SceneReadException> Others { get; internal set; } = [];

    /// <summary>The image's address.</summary>
    public Uri Href { get; }

    /// <summary>
    /// Whether a failure lies in an image or on the way to it: I/O, HTTP, and what the format says. All else (a cancellation, a lack of memory, a mistake of ours) is no reason to
    /// leave a scene out.
    /// </summary>
    internal static bool IsCause(Exception e) => e is RasterException or SourceReadException or SourceNotAllowedException
        or IOException or InvalidDataException or UnauthorizedAccessException or HttpRequestException or TimeoutException or NotSupportedException;

    /// <summary>The same failure, with what to do about it.</summary>
    internal SceneReadException WithAdvice(string advice) => new(SceneId, Band, Href, $"{Message} {advice}", InnerException!) { Others = Others };
}
