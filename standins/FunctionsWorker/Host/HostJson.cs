using System.Globalization;
using Microsoft.Extensions.Configuration;

namespace RasterFlow.StandIns.FunctionsWorker;

/// <summary>host.json, with the app settings <c>AzureFunctionsJobHost__...</c> over it.</summary>
internal sealed class HostJson
{
    private readonly IConfiguration _json;
    private readonly BindingTemplates _settings;

    public HostJson(string directory, IConfiguration appSettings)
    {
        _settings = new BindingTemplates(appSettings);
        _json = new ConfigurationBuilder()
            .AddJsonFile(Path.Combine(directory, "host.json"), optional: true)
            .AddInMemoryCollection(appSettings.GetSection("AzureFunctionsJobHost").AsEnumerable(makePathsRelative: true))
            .Build();
    }

    public IConfigurationSection LogLevels => _json.GetSection("logging:logLevel");

    public string RoutePrefix => (Text("extensions:http:routePrefix") ?? "api").Trim('/');

    public int QueueBatchSize => Math.Clamp(Number("extensions:queues:batchSize", 16), 1, 32);

    public int QueueNewBatchThreshold => Number("extensions:queues:newBatchThreshold", QueueBatchSize / 2 * Environment.ProcessorCount);

    public int QueueMaxDequeueCount => Math.Max(1, Number("extensions:queues:maxDequeueCount", 5));

    public TimeSpan QueueVisibilityTimeout => Span("extensions:queues:visibilityTimeout", TimeSpan.Zero);

    public TimeSpan QueueMaxPollingInterval => Span("extensions:queues:maxPollingInterval", TimeSpan.FromMinutes(1));

    public bool QueueBase64 => !string.Equals(Text("extensions:queues:messageEncoding"), "none", StringComparison.OrdinalIgnoreCase);

    public int BlobMaxDegreeOfParallelism => Number("extensions:blobs:maxDegreeOfParallelism", 8 * Environment.ProcessorCount);

    public int BlobPoisonThreshold => Math.Max(1, Number("extensions:blobs:poisonBlobThreshold", 5));

    public string DurableHubName => Text("extensions:durableTask:hubName") ?? _settings.Setting("WEBSITE_SITE_NAME") ?? "TestHubName";

    public string DurableConnection => Text("extensions:durableTask:storageProvider:connectionName") ?? "AzureWebJobsStorage";

    public int DurableMaxActivities => Number("extensions:durableTask:maxConcurrentActivityFunctions", 10 * Environment.ProcessorCount);

    public int DurableMaxOrchestrators => Number("extensions:durableTask:maxConcurrentOrchestratorFunctions", 10 * Environment.ProcessorCount);

    private string? Text(string key) => _json[key] is { } value ? _settings.ResolveSettings(value) : null;

    private int Number(string key, int otherwise) => Text(key) is { Length: > 0 } value ? int.Parse(value, CultureInfo.InvariantCulture) : otherwise;

    private TimeSpan Span(string key, TimeSpan otherwise) => Text(key) is { Length: > 0 } value ? TimeSpan.Parse(value, CultureInfo.InvariantCulture) : otherwise;
}
