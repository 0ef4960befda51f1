using System.Text.Json;

namespace RasterFlow.Scenes;

/// <summary>How an API takes a condition on cloud cover.</summary>
internal enum CloudCondition
{
    /// <summary>It does not: items are filtered when they are here.</summary>
    None,

    /// <summary>STAC API query extension.</summary>
    Query,

    /// <summary>STAC API filter extension with CQL2-JSON.</summary>
    Cql2,
}

/// <summary>What a STAC API's landing page says about searching it (STAC API 1.0, core and item search).</summary>
/// <param name="Name">The landing page for messages.</param>
/// <param name="Search">The search endpoint.</param>
/// <param name="Collections">The collections to search.</param>
/// <param name="Condition">How it takes a condition on cloud cover.</param>
internal sealed record StacApi(string Name, Uri Search, IReadOnlyList<string> Collections, CloudCondition Condition)
{
    /// <summary>
    /// Sentinel-2 L2A as the known services name it. Where there are both, both are searched: on Earth Search each has scenes that the other lacks
    /// (github.com/Element84/earth-search, issues 65 and 70), and of doubles the newest is kept.
    /// </summary>
    public static readonly IReadOnlyList<string> Sentinel2 = ["sentinel-2-c1-l2a", "sentinel-2-l2a"];

    private const string Setting = "collections";

    /// <summary>Whether a document is the landing page of an API and not a static catalogue: it conforms to something, or links to a search.</summary>
    public static bool IsLanding(JsonElement root) =>
        root.Text("type") == "Catalog" && (root.Items("conformsTo").Any() || root.Items("links").Any(link => link.Text("rel") == "search"));

    /// <summary>Splits the collections that the address names (<c>?collections=a,b</c>) from the address of the landing page.</summary>
    public static (Uri Landing, IReadOnlyList<string> Collections) Split(Uri address)
    {
        if (!address.IsAbsoluteUri || address.AbsolutePath.EndsWith("/search", StringComparison.Ordinal) || address.AbsolutePath.EndsWith("/items", StringComparison.Ordinal))
        {
            return (address, []);
        }

        string[] parts = address.Query.TrimStart('?').Split('&', StringSplitOptions.RemoveEmptyEntries);
        string[] named = [.. parts.Where(IsSetting)];
        return named.Length == 0
            ? (address, [])
            : (new UriBuilder(address) { Query = string.Join('&', parts.Where(part => !IsSetting(part))) }.Uri,
                [.. named.SelectMany(part => Uri.UnescapeDataString(part[(Setting.Length + 1)..]).Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))]);

        static bool IsSetting(string part) => part.StartsWith(Setting + "=", StringComparison.OrdinalIgnoreCase);
    }

    /// <summary>Reads a landing page.</summary>
    /// <param name="landing">The page.</param>
    /// <param name="collections">Collections to search, whether the page names them or not.</param>
    /// <param name="wanted">Collections to search as far as the page names them, when <paramref name="collections"/> is empty.</param>
    /// <exception cref="StacException">It has no search, or none of the collections that are wanted.</exception>
    public static StacApi Read(StacDocument landing, IReadOnlyList<string> collections, IReadOnlyList<string> wanted)
    {
        JsonElement[] searches = [.. landing.Root.Items("links").Where(link => link.Text("rel") == "search")];
        JsonElement search = searches.FirstOrDefault(link => link.Text("method") == "POST", searches.FirstOrDefault());
        if (search.Text("href") is not { } href || !Uri.TryCreate(landing.Address, href, out Uri? address))
        {
            throw new StacException(landing.Name, "this API cannot be searched: it has no link 'search'.");
        }

        return new StacApi(landing.Name, address, collections.Count > 0 ? collections : Choose(landing, wanted), ConditionOf(landing.Root));
    }

    private static string[] Choose(StacDocument landing, IReadOnlyList<string> wanted)
    {
        HashSet<string> children =
        [
            .. landing.Root.Items("links")
                .Where(link => link.Text("rel") == "child")
                .Select(link => link.Text("href")?.TrimEnd('/').Split('/')[^1] ?? string.Empty),
        ];
        string[] chosen = [.. wanted.Where(children.Contains)];
        return chosen.Length > 0
            ? chosen
            : throw new StacException(
                landing.Name, $"its links name none of the collections {string.Join(" and ", wanted)}. Name those to search at the end of the address: ?collections=<id>,<id>.");
    }

    private static CloudCondition ConditionOf(JsonElement root)
    {
        string[] classes = [.. root.Items("conformsTo").Where(value => value.ValueKind == JsonValueKind.String).Select(value => value.GetString()!)];
        bool filters = classes.Any(name => name.Contains("item-search#filter", StringComparison.Ordinal))
            && classes.Any(name => name.Contains("cql2-json", StringComparison.Ordinal));
        bool queries = classes.Any(name => name.EndsWith("item-search#query", StringComparison.Ordinal));
        return filters ? CloudCondition.Cql2 : queries ? CloudCondition.Query : CloudCondition.None;
    }
}
