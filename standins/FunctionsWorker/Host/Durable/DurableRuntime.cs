using System.Reflection;
using System.Text.Json;
using System.Text.RegularExpressions;
using Azure.Storage.Blobs;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using RasterFlow.StandIns.DurableTask;

namespace RasterFlow.StandIns.FunctionsWorker;

/// <summary>The durable engine as part of this host: made from host.json, started before any trigger.</summary>
internal sealed partial class DurableRuntime(
    FunctionIndex functions,
    StorageConnections storage,
    HostJson hostJson,
    HostSettings settings,
    HostKeys keys,
    HostAddress address,
    IServiceProvider services,
    IOptions<JsonSerializerOptions> json,
    ILoggerFactory loggers) : IAsyncDisposable
{
    private const int LongestHubName = 50;
    private DurableHub? _hub;

    /// <summary>Whether the app has any durable function or client.</summary>
    public bool IsUsed { get; } = functions.All.Any(f => f.Trigger is OrchestrationTriggerAttribute or ActivityTriggerAttribute
        || f.Method.GetParameters().Any(p => p.GetCustomAttribute<DurableClientAttribute>() is not null));

    public DurableHub Hub => _hub ?? throw new InvalidOperationException("The durable task hub has not started.");

    public DurableTaskClient Client => Hub.Client;

    public string HubName => hostJson.DurableHubName;

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        if (!IsUsed)
        {
            return;
        }

        if (HubName.Length > LongestHubName || !HubNamePattern().IsMatch(HubName))
        {
            throw new InvalidOperationException($"'{HubName}' (host.json, extensions.durableTask.hubName) is no valid hub name: a letter, then letters and digits, 3 to {LongestHubName} characters.");
        }

#pragma warning disable CA1308 // Container names are lower case.
        BlobContainerClient container = storage.Blobs(hostJson.DurableConnection).GetBlobContainerClient(HubName.ToLowerInvariant() + "-history");
#pragma warning restore CA1308
        await container.CreateIfNotExistsAsync(cancellationToken: cancellationToken);
        DurableHubOptions options = new()
        {
            TaskHub = HubName,
            SerializerOptions = json.Value,
            MaxConcurrentActivities = hostJson.DurableMaxActivities,
            MaxConcurrentOrchestrators = hostJson.DurableMaxOrchestrators,
            StopTimeout = settings.ShutdownGrace,
        };
        _hub = new DurableHub(options, container, services.GetRequiredService<DurableFunctions>(), loggers);
        DurableLinks.Register(_hub.Client, () => address.Url, () => keys.SystemKey is { } key ? $"code={Uri.EscapeDataString(key)}" : null);
        await _hub.StartAsync(cancellationToken);
        _hub.Halted.Register(EndProcess);
    }

    public Task StopAsync(CancellationToken cancellationToken) => _hub?.StopAsync(cancellationToken) ?? Task.CompletedTask;

    public ValueTask DisposeAsync() => _hub?.DisposeAsync() ?? ValueTask.CompletedTask;

    /// <summary>A host without its hub would take requests and do nothing: it ends, and whoever started it starts it again.</summary>
    private void EndProcess()
    {
        if (!Hub.IsStopping)
        {
            Environment.ExitCode = 1;
            services.GetRequiredService<IHostApplicationLifetime>().StopApplication();
        }
    }

    [GeneratedRegex("^[A-Za-z][A-Za-z0-9]{2,}$")]
    private static partial Regex HubNamePattern();
}
