using System.Diagnostics;
using System.Text.Json;
using Azure.Storage.Queues;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using RasterFlow.Client.Local;
using RasterFlow.GpuContainer;
using RasterFlow.Inference;
using RasterFlow.Storage;

namespace RasterFlow.Bench.Inference;

/// <summary>The worker with all its services, fed by the storage emulator's queues; blobs in the emulator or in files.</summary>
internal sealed class WorkerRun : IAsyncDisposable
{
    // Seldom enough not to slow the bare session down while the worker has nothing to do.
    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(100);

    private readonly AzuriteProcess _azurite;
    private readonly StorageClients _storage;
    private readonly IHost _host;
    private readonly string _folder;

    private WorkerRun(AzuriteProcess azurite, StorageClients storage, IObjectStore store, string folder)
    {
        (_azurite, _storage, Store, _folder) = (azurite, storage, store, folder);
        HostApplicationBuilder builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.Logging.AddSimpleConsole().SetMinimumLevel(LogLevel.Error);
        builder.Services.AddSingleton(new WorkerSettings { ModelCacheFolder = Path.Combine(folder, "models"), MaxPollInterval = PollInterval });
        builder.Services.AddSingleton(storage);
        WorkerHost.AddWorker(builder.Services);
        builder.Services.AddSingleton(store);
        _host = builder.Build();
    }

    /// <summary>Where mosaics, models and predictions lie.</summary>
    public IObjectStore Store { get; }

    /// <summary>Starts the emulator and the worker.</summary>
    /// <param name="kind"><c>file</c> or <c>azurite</c>: where blobs lie.</param>
    public static async Task<WorkerRun> StartAsync(string kind)
    {
        string folder = Directory.CreateTempSubdirectory("rasterflow-bench").FullName;
        AzuriteProcess azurite = await AzuriteProcess.StartAsync(BuildOutput.RepositoryRoot, kind == "azurite" ? folder : null);
        StorageClients storage = StorageClients.FromConnectionString(azurite.ConnectionString, "rasterflow");
        await storage.Blobs.CreateIfNotExistsAsync();
        await storage.CreateQueuesAsync(CancellationToken.None);
        IObjectStore store = kind == "azurite" ? new BlobObjectStore(storage.Blobs) : new FileObjectStore(Path.Combine(folder, "blobs"));
        WorkerRun run = new(azurite, storage, store, folder);
        await run._host.StartAsync();
        return run;
    }

    /// <summary>Seconds from the first message in the queue to the last answer, of all blocks of a job.</summary>
    public async Task<double> RunAsync(string jobKey, int blocks)
    {
        WorkerState state = _host.Services.GetRequiredService<WorkerState>();
        int expected = state.BlocksDone + state.BlocksFailed + blocks;
        Stopwatch clock = Stopwatch.StartNew();
        for (int block = 0; block < blocks; block++)
        {
            InferenceBlockMessage message = new(jobKey, block, 1, "bench");
            await _storage.Blocks.SendMessageAsync(Convert.ToBase64String(JsonSerializer.SerializeToUtf8Bytes(message, InferenceDocuments.JsonOptions)));
        }

        while (state.BlocksDone + state.BlocksFailed < expected)
        {
            await Task.Delay(2);
        }

        double seconds = clock.Elapsed.TotalSeconds;
        return state.BlocksFailed == 0 ? seconds : throw new InvalidOperationException("A block failed; the log above says why.");
    }

    /// <summary>Seconds that the device has worked so far.</summary>
    public double DeviceSeconds => _host.Services.GetRequiredService<DeviceClock>().TotalSeconds;

    /// <summary>What jobs run on.</summary>
    public string DeviceFor(string? requested) => _host.Services.GetRequiredService<InferenceDevice>().For(requested);

    public async ValueTask DisposeAsync()
    {
        await _host.StopAsync();
        _host.Dispose();
        await _azurite.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }
}
