using Azure.Storage.Blobs;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using RasterFlow.Storage;

namespace RasterFlow.GpuContainer;

/// <summary>Puts the worker together.</summary>
internal static class WorkerHost
{
    // Time for the message to be released after the grace is over, before the host gives up waiting.
    private static readonly TimeSpan ReleaseTime = TimeSpan.FromSeconds(5);

    /// <summary>The host: the loop, and GET /health unless the port is 0.</summary>
    public static IHost Build(IConfiguration configuration)
    {
        WorkerSettings settings = WorkerSettings.From(configuration);
        StorageClients storage = StorageClients.From(configuration, settings.Container);
        if (settings.Port == 0)
        {
            HostApplicationBuilder plain = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
            Configure(plain, settings, storage);
            return plain.Build();
        }

        WebApplicationBuilder web = WebApplication.CreateSlimBuilder();
        web.WebHost.ConfigureKestrel(kestrel => kestrel.ListenAnyIP(settings.Port));
        Configure(web, settings, storage);
        WebApplication application = web.Build();
        application.MapGet("/health", Health);
        return application;
    }

    private static void Configure(IHostApplicationBuilder builder, WorkerSettings settings, StorageClients storage)
    {
        builder.Logging.ClearProviders();
        builder.Logging.AddSimpleConsole(console => console.SingleLine = true);
        builder.Logging.AddFilter("Azure", LogLevel.Warning);
        builder.Logging.AddFilter("Microsoft", LogLevel.Warning);
        builder.Services.AddSingleton(settings);
        builder.Services.AddSingleton(storage);
        AddWorker(builder.Services);
    }

    /// <summary>The worker's own services; settings and storage are the caller's.</summary>
    internal static void AddWorker(IServiceCollection services)
    {
        services.AddSingleton<WorkerState>();
        services.AddSingleton<IObjectStore>(provider => new BlobObjectStore(provider.GetRequiredService<StorageClients>().Blobs));
        services.AddSingleton(provider => InferenceDevice.Detect(
            provider.GetRequiredService<WorkerSettings>().Device, provider.GetRequiredService<ILogger<InferenceDevice>>()));
        services.AddSingleton(provider =>
        {
            WorkerSettings settings = provider.GetRequiredService<WorkerSettings>();
            return new ModelCache(
                provider.GetRequiredService<IObjectStore>(), provider.GetRequiredService<InferenceDevice>(), settings.ModelCacheFolder, settings.ModelSessions);
        });
        services.AddSingleton<BlockQueue>();
        services.AddSingleton<BlockRunner>();
        services.AddHostedService<InferenceWorker>();
        services.AddOptions<HostOptions>().Configure<WorkerSettings>((host, settings) => host.ShutdownTimeout = settings.ShutdownGrace + ReleaseTime);
    }

    private static IResult Health(WorkerState state) => Results.Json(new
    {
        device = state.Device,
        blocksDone = state.BlocksDone,
        blocksFailed = state.BlocksFailed,
        running = state.Running,
    });
}
