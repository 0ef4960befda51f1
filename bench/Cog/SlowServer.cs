using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace RasterFlow.Bench.Cog;

/// <summary>Serves a folder's files in ranges, each answer after a while, and counts requests and bytes.</summary>
internal sealed class SlowServer : IAsyncDisposable
{
    private readonly WebApplication _app;
    private long _requests;
    private long _bytes;

    private SlowServer(WebApplication app) => _app = app;

    public static async Task<SlowServer> StartAsync(string folder, TimeSpan latency)
    {
        WebApplicationBuilder builder = WebApplication.CreateBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        WebApplication app = builder.Build();
        SlowServer server = new(app);
        ConcurrentDictionary<string, byte[]> files = new();
        app.Run(async context =>
        {
            Interlocked.Increment(ref server._requests);
            await Task.Delay(latency, context.RequestAborted);
            string path = Path.Combine(folder, context.Request.Path.Value!.TrimStart('/'));
            if (!File.Exists(path))
            {
                context.Response.StatusCode = StatusCodes.Status404NotFound;
                return;
            }

            byte[] content = files.GetOrAdd(path, File.ReadAllBytes);
            await Results.File(content, "image/tiff", enableRangeProcessing: true).ExecuteAsync(context);
            Interlocked.Add(ref server._bytes, HttpMethods.IsHead(context.Request.Method) ? 0 : context.Response.ContentLength ?? 0);
        });
        await app.StartAsync();
        return server;
    }

    public Uri Address(string path) => new(new Uri(_app.Urls.Single()), path);

    /// <summary>Requests and body bytes since the last call.</summary>
    public (long Requests, long Bytes) Take() => (Interlocked.Exchange(ref _requests, 0), Interlocked.Exchange(ref _bytes, 0));

    public ValueTask DisposeAsync() => _app.DisposeAsync();
}
