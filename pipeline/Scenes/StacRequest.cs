using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using RasterFlow.Areas;
using RasterFlow.Storage;

namespace RasterFlow.Scenes;

/// <summary>A request for one page of a search: the first one, or what a <c>next</c> link asks for (STAC API 1.0, item search, "Paging").</summary>
/// <param name="Method">GET or POST.</param>
/// <param name="Address">Where to.</param>
/// <param name="Body">The body of a POST.</param>
/// <param name="Headers">Headers that the link asks for.</param>
internal sealed record StacRequest(HttpMethod Method, Uri Address, JsonObject? Body, IReadOnlyDictionary<string, string> Headers)
{
    private static readonly IReadOnlyDictionary<string, string> NoHeaders = new Dictionary<string, string>();

    /// <summary>What makes two requests the same.</summary>
    public string Key => $"{Method} {Address.AbsoluteUri} {Body?.ToJsonString()} {string.Join('\n', Headers.Select(pair => $"{pair.Key}: {pair.Value}"))}";

    /// <summary>The request for the first page.</summary>
    public static StacRequest First(StacApi api, SceneQuery query, StacApiLimits limits)
    {
        JsonObject body = new()
        {
            ["collections"] = new JsonArray([.. api.Collections.Select(id => JsonValue.Create(id))]),
            ["intersects"] = GeoJsonGeometryWriter.ToJson(SearchArea.Within(query.Area.Geometry, limits.AreaVertices)),
            ["limit"] = limits.PageItems,
        };
        if (Interval(query) is { } interval)
        {
            body["datetime"] = interval;
        }

        AddCondition(body, api.Condition, query.MaxCloudCover);
        return new StacRequest(HttpMethod.Post, api.Search, body, NoHeaders);
    }

    /// <summary>The request for the page after this one; null when the page is the last.</summary>
    /// <param name="page">The answer to this request.</param>
    /// <param name="name">It for messages.</param>
    /// <exception cref="StacException">The link cannot be followed.</exception>
    public StacRequest? Next(JsonElement page, string name)
    {
        JsonElement link = page.Items("links").FirstOrDefault(link => link.Text("rel") == "next");
        if (link.ValueKind != JsonValueKind.Object)
        {
            return null;
        }

        if (link.Text("href") is not { } href || !Uri.TryCreate(Address, href, out Uri? address))
        {
            throw new StacException(name, "its link to the next page has no valid 'href'.");
        }

        Dictionary<string, string> headers = link.Member("headers") is { ValueKind: JsonValueKind.Object } given
            ? given.EnumerateObject().ToDictionary(header => header.Name, header => header.Value.ToString())
            : [];
        return link.Text("method")?.ToUpperInvariant() switch
        {
            "POST" => new StacRequest(HttpMethod.Post, address, NextBody(link), headers),
            null or "GET" => new StacRequest(HttpMethod.Get, address, null, headers),
            string other => throw new StacException(name, $"its link to the next page wants the method {other}; GET and POST are known."),
        };
    }

    /// <summary>As it is sent.</summary>
    public ApiRequest ToApiRequest() => new(Method, Address, Body is null ? null : Encoding.UTF8.GetBytes(Body.ToJsonString()), Headers);

    /// <summary>The link's body, alone or (merge) laid over the one before; a link without one repeats it.</summary>
    private JsonObject? NextBody(JsonElement link)
    {
        if (link.Member("body") is not { ValueKind: JsonValueKind.Object } given)
        {
            return Body;
        }

        JsonObject body = JsonObject.Create(given)!;
        if (link.Flag("merge") != true || Body is null)
        {
            return (JsonObject)body.DeepClone();
        }

        JsonObject merged = (JsonObject)Body.DeepClone();
        foreach ((string name, JsonNode? value) in body)
        {
            merged[name] = value?.DeepClone();
        }

        return merged;
    }

    /// <summary>RFC 3339, both ends included; the end of the query itself is cut off when items are here. Open ends are '..'.</summary>
    private static string? Interval(SceneQuery query)
    {
        string start = query.Start.Year < 1900 ? ".." : Time(query.Start);
        string end = query.End.Year > 2900 ? ".." : Time(query.End);
        return start == ".." && end == ".." ? null : $"{start}/{end}";

        static string Time(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
    }

    private static void AddCondition(JsonObject body, CloudCondition condition, double maximum)
    {
        if (maximum > 100 || condition == CloudCondition.None)
        {
            return;
        }

        if (condition == CloudCondition.Query)
        {
            body["query"] = new JsonObject { ["eo:cloud_cover"] = new JsonObject { ["lt"] = maximum } };
            return;
        }

        body["filter-lang"] = "cql2-json";
        body["filter"] = new JsonObject { ["op"] = "<", ["args"] = new JsonArray(new JsonObject { ["property"] = "eo:cloud_cover" }, maximum) };
    }
}
