using System.Collections.Concurrent;
using Azure.Storage.Blobs;
using Azure.Storage.Queues;
using Microsoft.Azure.Functions.Worker.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using RasterFlow.StandIns.FunctionsWorker;

namespace RasterFlow.Standins.Tests.Host;

/// <summary>A whole host in the test process, on a free port, with names of its own in storage.</summary>
internal sealed class TestHost : IAsyncDisposable
{
    private readonly IHost _host;

    private TestHost(IHost host, string hostId)
    {
        _host = host;
        HostId = hostId;
        Http = new HttpClient { BaseAddress = new Uri(host.Services.GetRequiredService<HostAddress>().Url!) };
    }

    public string HostId { get; }

    public HttpClient Http { get; }

    public IServiceProvider Services => _host.Services;

    public Recorder Recorder => Services.GetRequiredService<Recorder>();

    public static async Task<TestHost> StartAsync(Type[] functions, Dictionary<string, string?>? settings = null, Action<FunctionsApplicationBuilder>? configure = null, params string[] args)
    {
        string hostId = $"t{Guid.NewGuid():N}"[..20];
        Dictionary<string, string?> all = new()
        {
            ["FUNCTIONS_PORT"] = "0",
            ["AzureFunctionsWebHost__hostId"] = hostId,
            ["AzureFunctionsJobHost__extensions__queues__maxPollingInterval"] = "00:00:00.2",
            ["AzureFunctionsJobHost__extensions__durableTask__hubName"] = hostId,
            ["RASTERFLOW_BLOB_POLL_SECONDS"] = "0.2",
            ["RASTERFLOW_SHUTDOWN_SECONDS"] = "5",
        };
        foreach ((string name, string? value) in settings ?? [])
        {
            all[name] = value;
        }

        FunctionsApplicationBuilder builder = new(args, new HostStartOptions { FunctionTypes = functions, Settings = all, ApplicationDirectory = Path.GetTempPath() });
        builder.ConfigureFunctionsWebApplication();
        builder.Logging.ClearProviders();
        builder.Services.AddSingleton<Recorder>().AddSingleton<HttpTests.Gate>();
        configure?.Invoke(builder);
        IHost host = builder.Build();
        await host.StartAsync();
        return new TestHost(host, hostId);
    }

    /// <summary>Waits for something that happens soon.</summary>
    public static async Task UntilAsync(Func<Task<bool>> happened, string what)
    {
        for (int i = 0; i < 300; i++)
        {
            if (await happened())
            {
                return;
            }

            await Task.Delay(100);
        }

        throw new TimeoutException($"It did not happen in 30 s: {what}");
    }

    public static Task UntilAsync(Func<bool> happened, string what) => UntilAsync(() => Task.FromResult(happened()), what);

    public static QueueClient Queue(string connection, string name) => new(connection, name, new QueueClientOptions { MessageEncoding = QueueMessageEncoding.Base64 });

    public static BlobContainerClient Container(string connection, string name) => new(connection, name);

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await _host.StopAsync();
        if (_host is IAsyncDisposable disposable)
        {
            await disposable.DisposeAsync();
        }
    }
}

/// <summary>What the functions of a test saw.</summary>
internal sealed class Recorder
{
    private readonly ConcurrentQueue<string> _lines = new();

    public string[] Lines => [.. _lines];

    public void Add(string line) => _lines.Enqueue(line);
}
