using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using RasterFlow.Functions.Hosting;
using RasterFlow.Storage;

namespace RasterFlow.Functions.Http;

/// <summary>
/// The map page: static files that the build bundles from functions/Map. They hold no data, so they need no key; what the page shows it reads
/// from the API, with the user's.
/// </summary>
public sealed class MapPage(AppSettings settings)
{
    private const string Page = "index.html";
    private static readonly string Folder = Path.Combine(AppContext.BaseDirectory, "map");

    /// <summary>GET /api/map: the page; below it its files and its configuration.</summary>
    [Function(nameof(GetMapFile))]
    public IResult GetMapFile([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "map/{*path}")] HttpRequest request, string? path)
    {
        ArgumentNullException.ThrowIfNull(request);
        if (request.Path.Value!.EndsWith('/'))
        {
            // The page names its files relative to its own address without the slash.
            return Results.Redirect($"{request.PathBase}{request.Path.Value.TrimEnd('/')}{request.QueryString}");
        }

        IHeaderDictionary headers = request.HttpContext.Response.Headers;
        headers.XContentTypeOptions = "nosniff";
        if (path == "config.json")
        {
            return Results.Json(new { baseMap = settings.BaseMap });
        }

        // Names come from the bundler: letters, digits, dots and dashes, and no folders.
        string name = string.IsNullOrEmpty(path) ? Page : path;
        string file = Path.Combine(Folder, name);
        if (name.AsSpan().ContainsAny('/', '\\') || name.StartsWith('.') || !File.Exists(file))
        {
            return Problems.NoSuchMapFile(name);
        }

        if (name == Page)
        {
            headers.ContentSecurityPolicy = Policy(settings.BaseMap);
            headers["Referrer-Policy"] = "no-referrer";
        }

        headers.CacheControl = name.StartsWith("part-", StringComparison.Ordinal) ? "public, max-age=31536000, immutable" : "no-cache";
        return Results.File(file, ContentTypes.Of(name), lastModified: File.GetLastWriteTimeUtc(file), enableRangeProcessing: false);
    }

    /// <summary>Scripts only from here, requests from here and the base map; MapLibre decodes images from blobs.</summary>
    private static string Policy(BaseMap? baseMap)
    {
        string also = baseMap is null ? string.Empty : " " + baseMap.Origin;
        return $"default-src 'none'; script-src 'self'; worker-src 'self' blob:; style-src 'self'; img-src 'self' data: blob:{also}; " +
            $"connect-src 'self'{also}; font-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'self'";
    }
}
