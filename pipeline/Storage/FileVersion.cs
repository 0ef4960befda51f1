using System.Net.Http.Headers;

namespace RasterFlow.Storage;

/// <summary>Tells versions of a file on a server apart (RFC 9110 section 8.8): its strong entity tag or, where it has none, when it was last changed.</summary>
/// <param name="Tag">The entity tag.</param>
/// <param name="Modified">The last change, when there is no tag; to the second.</param>
internal sealed record FileVersion(EntityTagHeaderValue? Tag, DateTimeOffset? Modified)
{
    /// <summary>The version that an answer is of; null when it does not say.</summary>
    public static FileVersion? Of(HttpResponseMessage response) =>
        response.Headers.ETag is { IsWeak: false } tag ? new(tag, null)
        : response.Content.Headers.LastModified is { } modified ? new(null, modified)
        : null;

    /// <summary>Asks for this version alone: the server answers 412 when there is another.</summary>
    public void Demand(HttpRequestHeaders headers)
    {
        if (Tag is not null)
        {
            headers.IfMatch.Add(Tag);
        }
        else
        {
            headers.IfUnmodifiedSince = Modified;
        }
    }

    /// <inheritdoc/>
    public override string ToString() => Tag is not null ? $"entity tag {Tag}" : $"changed {Modified:u}";
}
