using System.Collections.Concurrent;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using RasterFlow.Areas;
using RasterFlow.Scenes;
using RasterFlow.Storage;
using RasterFlow.Tests.Storage;
using RasterFlow.Tests.Support;

namespace RasterFlow.Tests.Scenes;

/// <summary>A STAC API on this machine: a landing page at /v1, and a search whose pages a test gives, in the order in which they are asked for.</summary>
internal sealed class ApiServer : IAsyncDisposable
{
    public const string EarthSearch = "https://api.stacspec.org/v1.0.0/item-search#query";
    public const string Filter = "https://api.stacspec.org/v1.0.0-rc.2/item-search#filter";
    public const string Cql2 = "http://www.opengis.net/spec/cql2/1.0/conf/cql2-json";
    private static readonly HttpReadOptions Fast = new(3, TimeSpan.FromMilliseconds(2), TimeSpan.FromSeconds(3), TimeSpan.FromSeconds(10));
    private readonly LocalServer _server;
    private readonly RangeReaderFactory _readers;
    private string _landing = string.Empty;

    private ApiServer(LocalServer server, HttpReadOptions? options)
    {
        _server = server;
        _readers = new RangeReaderFactory(new SourcePolicy { AllowLoopback = true }, options: options ?? Fast);
    }

    /// <summary>What was asked of anything but the landing page.</summary>
    public ConcurrentQueue<(string Method, string Path, JsonNode? Body, string Token)> Searches { get; } = new();

    /// <summary>How the landing page was asked for.</summary>
    public ConcurrentQueue<string> Landings { get; } = new();

    public IRangeReaderFactory Readers => _readers;

    public Uri Landing => _server.Address("/v1");

    /// <summary>A server whose search is answered by a function that gets the search's number, from 0, and the server's own address.</summary>
    public static async Task<ApiServer> StartAsync(
        Func<HttpContext, int, string, Task> search, string[]? conformsTo = null, string[]? collections = null, HttpReadOptions? options = null, string? links = null)
    {
        ApiServer? api = null;
        int number = -1;
        LocalServer server = await LocalServer.StartAsync(async (context, _) =>
        {
            if (context.Request.Path == "/v1")
            {
                api!.Landings.Enqueue(context.Request.QueryString.ToString());
                await context.Response.WriteAsync(api._landing);
                return;
            }

            using StreamReader body = new(context.Request.Body);
            string text = await body.ReadToEndAsync();
            api!.Searches.Enqueue((context.Request.Method, context.Request.Path + context.Request.QueryString,
                text.Length == 0 ? null : JsonNode.Parse(text), context.Request.Headers["x-token"].ToString()));
            await search(context, Interlocked.Increment(ref number), api.Landing.GetLeftPart(UriPartial.Authority));
        });
        api = new ApiServer(server, options);
        string classes = string.Join(",", (conformsTo ?? [EarthSearch]).Select(name => $"\"{name}\""));
        links ??= string.Join(",", (collections ?? ["sentinel-2-l2a"]).Select(id => $$"""{"rel":"child","href":"{{server.Address("/v1/collections/" + id)}}"}"""))
            + $$""",{"rel":"search","method":"GET","href":"{{server.Address("/v1/no")}}"},{"rel":"search","method":"POST","href":"{{server.Address("/v1/search")}}"}""";
        api._landing = $$"""{"type":"Catalog","id":"api","conformsTo":[{{classes}}],"links":[{{links}}]}""";
        return api;
    }

    /// <summary>A server whose search sends these pages one after another; {SERVER} in them is its own address.</summary>
    public static Task<ApiServer> StartAsync(params string[] pages) => StartAsync(
        (context, number, server) => context.Response.WriteAsync(pages[Math.Min(number, pages.Length - 1)].Replace("{SERVER}", server, StringComparison.Ordinal)));

    public Task<ISceneSource> OpenAsync(string query = "") => SceneSources.OpenAsync(new Uri(Landing + query), Readers);

    public async Task<IReadOnlyList<Scene>> SearchAsync(SceneQuery? query = null, string address = "")
    {
        ISceneSource source = await OpenAsync(address);
        return await source.SearchAsync(query ?? Query);
    }

    public static SceneQuery Query { get; } = new(AreaReader.Parse("[10, 45, 11, 46]"), new(2023, 1, 1, 0, 0, 0, TimeSpan.Zero), new(2024, 1, 1, 0, 0, 0, TimeSpan.Zero));

    /// <summary>A page of items with these ids and this link to the next page.</summary>
    public static string Page(string? next, params string[] ids) =>
        $$"""{"type":"FeatureCollection","features":[{{string.Join(",", ids.Select(Item))}}],"links":[{{(next is null ? "" : "{\"rel\":\"next\"," + next + "}")}}]}""";

    /// <summary>A recorded answer, with its search addresses led to the local server.</summary>
    public static string Recorded(string file)
    {
        Skip.If(Repository.RealData is null, Repository.RealDataMissing);
        return File.ReadAllText(Path.Combine(Repository.RealData!, "stac", file))
            .Replace("https://planetarycomputer.microsoft.com/api/stac/v1/search", "{SERVER}/v1/search", StringComparison.Ordinal);
    }

    public static byte[] Utf8(string text) => Encoding.UTF8.GetBytes(text);

    public async ValueTask DisposeAsync()
    {
        _readers.Dispose();
        await _server.DisposeAsync();
    }

    private static string Item(string id) =>
        $$$"""{"type":"Feature","id":"{{{id}}}","collection":"c","assets":{},"properties":{"datetime":"2023-05-01T10:00:00Z","platform":"{{{id}}}"},"geometry":{"type":"Polygon","coordinates":[[[10,45],[11,45],[11,46],[10,45]]]}}""";
}
