using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace RasterFlow.Tests.Storage;

/// <summary>A server on this machine that answers as a test says and notes each request.</summary>
internal sealed class LocalServer : IAsyncDisposable
{
    private readonly WebApplication _app;

    private LocalServer(WebApplication app) => _app = app;

    public ConcurrentQueue<(string Path, string Range)> Requests { get; } = new();

    public Uri Address(string path) => new(new Uri(_app.Urls.Single()), path);

    /// <param name="answer">Gets the request and its number, from 0.</param>
    public static async Task<LocalServer> StartAsync(Func<HttpContext, int, Task> answer)
    {
        WebApplicationBuilder builder = WebApplication.CreateBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        WebApplication app = builder.Build();
        LocalServer server = new(app);
        int number = -1;
        app.Run(async context =>
        {
            server.Requests.Enqueue((context.Request.Path, context.Request.Headers.Range.ToString()));
            await answer(context, Interlocked.Increment(ref number));
        });
        await app.StartAsync();
        return server;
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    /// <summary>Answers a range request as a good server does.</summary>
    public static Task ServeAsync(HttpContext context, byte[] content) => Results.File(content, enableRangeProcessing: true).ExecuteAsync(context);
}
