using Azure.Storage.Blobs;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using RasterFlow.Storage;

namespace RasterFlow.GpuContainer;

/// <summary>Puts the worker together.</summary>
internal static class WorkerHost
{
    private const string OtlpEndpoint = "OTEL_EXPORTER_OTLP_ENDPOINT";
    private const string OtlpMetricsEndpoint = "OTEL_EXPORTER_OTLP_METRICS_ENDPOINT";
    private const string ServiceName = "rasterflow-inference";

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
            Configure(plain, configuration, settings, storage);
            return plain.Build();
        }

        WebApplicationBuilder web = WebApplication.CreateSlimBuilder();
        web.WebHost.ConfigureKestrel(kestrel => kestrel.ListenAnyIP(settings.Port));
        Configure(web, configuration, settings, storage);
        WebApplication application = web.Build();
        application.MapGet("/health", Health);
        return application;
    }

    private static void Configure(IHostApplicationBuilder builder, IConfiguration configuration, WorkerSettings settings, StorageClients storage)
    {
        builder.Configuration.AddConfiguration(configuration);
        builder.Logging.ClearProviders();
        builder.Logging.AddSimpleConsole(console => console.SingleLine = true);
        builder.Logging.AddFilter("Azure", LogLevel.Warning);
        builder.Logging.AddFilter("Microsoft", LogLevel.Warning);
        builder.Services.AddSingleton(settings);
        builder.Services.AddSingleton(storage);
        AddWorker(builder.Services);
        AddTelemetry(builder.Services, configuration);
    }

    // The exporter reads the standard settings (OTEL_EXPORTER_OTLP_ENDPOINT, _PROTOCOL, _HEADERS, OTEL_METRIC_EXPORT_INTERVAL) itself.
    private static void AddTelemetry(IServiceCollection services, IConfiguration configuration)
    {
        if (configuration[OtlpEndpoint] is { Length: > 0 } || configuration[OtlpMetricsEndpoint] is { Length: > 0 })
        {
            services.AddOpenTelemetry()
                .ConfigureResource(static resource => resource.AddService(ServiceName))
                .WithMetrics(static metrics => metrics.AddMeter(WorkerMetrics.MeterName).AddOtlpExporter());
        }
    }

    /// <summary>Model calls hold a pool thread for each core; leases, merges and /health must not wait until the pool has seen that it needs more.</summary>
    private static void WidenThreadPool()
    {
        ThreadPool.GetMinThreads(out int workers, out int completionPorts);
        ThreadPool.SetMinThreads(Math.Max(workers, 2 * Environment.ProcessorCount), completionPorts);
    }

    /// <summary>The worker's own services; settings and storage are the caller's.</summary>
    internal static void AddWorker(IServiceCollection services)
    {
        WidenThreadPool();
        services.AddSingleton<WorkerState>();
        services.AddSingleton<IObjectStore>(provider => new BlobObjectStore(provider.GetRequiredService<StorageClients>().Blobs));
        services.AddSingleton(provider => InferenceDevice.Detect(
            provider.GetRequiredService<WorkerSettings>().Device, provider.GetRequiredService<ILogger<InferenceDevice>>()));
        services.AddSingleton<DeviceClock>(static _ => new DeviceClock());
        services.AddSingleton<WorkerMetrics>();
        services.AddSingleton(TimeProvider.System);
        services.AddSingleton<Outage>();
        services.AddSingleton<DeviceHealth>();
        services.AddSingleton<ModelFiles>();
        services.AddSingleton<ModelCache>();
        services.AddSingleton<JobCache>();
        services.AddSingleton<BlockQueue>();
        services.AddSingleton<BlockReader>();
        services.AddSingleton<BlockComputer>();
        services.AddSingleton<BlockFinisher>();
        services.AddHostedService<InferenceWorker>();
        services.AddOptions<HostOptions>().Configure<WorkerSettings>((host, settings) => host.ShutdownTimeout = settings.ShutdownGrace + ReleaseTime);
    }

    private static IResult Health(WorkerState state, DeviceClock clock) => Results.Json(new
    {
        device = state.Device,
        blocksDone = state.BlocksDone,
        blocksFailed = state.BlocksFailed,
        pixels = state.Pixels,
        deviceSeconds = Math.Round(clock.TotalSeconds, 3),
        deviceBusy = Math.Round(clock.BusyShare, 3),
        running = state.Running,
    });
}
