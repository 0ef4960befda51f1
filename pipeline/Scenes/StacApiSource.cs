using System.Text.Json;
using RasterFlow.Storage;

namespace RasterFlow.Scenes;

/// <summary>
/// A STAC API (STAC API 1.0, item search) as Earth Search and the Planetary Computer answer: the search is posted, its pages are followed one by one,
/// and what comes is filtered once more here, so that the result does not depend on what the service understood.
/// </summary>
public sealed class StacApiSource : ISceneSource
{
    private const int MaximumPageBytes = 64 * 1024 * 1024;
    private readonly StacApi _api;
    private readonly IApiClient _client;
    private readonly StacApiLimits _limits;

    internal StacApiSource(StacApi api, IApiClient client, StacApiLimits? limits = null)
    {
        _api = api;
        _client = client;
        _limits = limits ?? new StacApiLimits();
    }

    /// <summary>The collections that are searched.</summary>
    public IReadOnlyList<string> Collections => _api.Collections;

    /// <inheritdoc/>
    /// <exception cref="StacException">The service answers something that is not STAC, pages go round in a circle, or there are too many.</exception>
    /// <exception cref="SourceReadException">The service refused, or failed for good.</exception>
    /// <exception cref="SourceNotAllowedException">A page lies on a host that is not on the allow-list.</exception>
    public async Task<FoundScenes> SearchAsync(SceneQuery query, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(query);
        List<StacItem> items = [];
        HashSet<string> asked = new(StringComparer.Ordinal);
        HashSet<string> seen = new(StringComparer.Ordinal);
        StacRequest? request = StacRequest.First(_api, query, _limits);
        while (request is not null)
        {
            if (!asked.Add(request.Key))
            {
                throw new StacException(_api.Name, $"the pages of its search go round in a circle after {asked.Count} of them.");
            }

            if (asked.Count > _limits.MaximumPages)
            {
                throw TooMany($"{_limits.MaximumPages:N0} pages");
            }

            request = await ReadPageAsync(request, items, seen, cancellationToken);
        }

        return SceneFilter.Apply(items, query);
    }

    /// <summary>Adds a page's items and tells the request for the page after it; a page without items is the last.</summary>
    private async Task<StacRequest?> ReadPageAsync(StacRequest request, List<StacItem> items, HashSet<string> seen, CancellationToken cancellationToken)
    {
        string name = SafeAddress.Text(request.Address);
        byte[] answer = await SendAsync(request, name, cancellationToken);
        using StacDocument page = StacDocument.Parse(answer, request.Address, name);
        if (page.Type != "FeatureCollection" || page.Root.Member("features") is not { ValueKind: JsonValueKind.Array } features)
        {
            throw new StacException(name, "the answer to a search is not a FeatureCollection with 'features'.");
        }

        if (page.Root.Number("numberMatched") > _limits.MaximumItems)
        {
            throw TooMany($"{_limits.MaximumItems:N0} items");
        }

        int before = seen.Count;
        foreach (JsonElement item in features.EnumerateArray())
        {
            if (!seen.Add($"{item.Text("collection")}/{item.Text("id")}"))
            {
                continue;
            }

            if (seen.Count > _limits.MaximumItems)
            {
                throw TooMany($"{_limits.MaximumItems:N0} items");
            }

            items.Add(StacItemReader.Read(item, request.Address, name));
        }

        if (features.GetArrayLength() > 0 && seen.Count == before)
        {
            throw new StacException(_api.Name, "its search sends the same items again and again.");
        }

        return features.GetArrayLength() == 0 ? null : request.Next(page.Root, name);
    }

    private async Task<byte[]> SendAsync(StacRequest request, string name, CancellationToken cancellationToken)
    {
        try
        {
            return await _client.SendAsync(request.ToApiRequest(), MaximumPageBytes, cancellationToken);
        }
        catch (InvalidDataException e)
        {
            throw new StacException(name, e.Message, e);
        }
    }

    private StacException TooMany(string limit) =>
        new(_api.Name, $"the search finds more than {limit}. Make the area or the range of dates smaller, or name fewer collections (?collections=).");
}
