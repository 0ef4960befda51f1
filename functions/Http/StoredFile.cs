using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;
using RasterFlow.Storage;

namespace RasterFlow.Functions.Http;

/// <summary>
/// Answers with an object of the store: whole, in part (RFC 9110 section 14), or not at all for who has it already (section 13). Browsers take it for what it
/// says that it is.
/// </summary>
internal static class StoredFile
{
    /// <param name="store">The store.</param>
    /// <param name="key">The object; null for none.</param>
    /// <param name="response">Gets the headers.</param>
    /// <param name="cancellationToken">Cancels the requests.</param>
    /// <returns>Null when there is no such object.</returns>
    public static async Task<IResult?> AnswerAsync(IObjectStore store, string? key, HttpResponse response, CancellationToken cancellationToken)
    {
        if (key is null || await store.GetTagAsync(key, cancellationToken) is not { } tag || await store.OpenReadAsync(key, cancellationToken) is not { } content)
        {
            return null;
        }

        response.Headers.XContentTypeOptions = "nosniff";
        EntityTagHeaderValue entity = new(tag.StartsWith('"') ? tag : $"\"{tag}\"");
        return Results.Stream(content, ContentTypes.Of(key), entityTag: entity, enableRangeProcessing: true);
    }
}
