using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Azure.Storage.Queues;
using Azure.Storage.Queues.Models;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using RasterFlow.GpuContainer;
using RasterFlow.Inference;
using RasterFlow.Storage;
using RasterFlow.Tests.Inference;
using RasterFlow.Tests.Support;
using RasterFlow.Zarr;

namespace RasterFlow.Tests.Worker;

/// <summary>A worker with a job, stores and queues of its own in the storage emulator.</summary>
internal sealed class WorkerBench : IAsyncDisposable
{
    public const string JobKey = "jobs/one.json";

    private readonly string _folder = Directory.CreateTempSubdirectory("rasterflow-worker").FullName;
    private IHost? _host;

    private WorkerBench(StorageClients storage, InferenceJob job) => (Storage, Store, Job) = (storage, new BlobObjectStore(storage.Blobs), job);

    public StorageClients Storage { get; }

    public BlobObjectStore Store { get; }

    public InferenceJob Job { get; }

    public RasterStoreWriter Writer { get; private set; } = null!;

    public WorkerState State => _host!.Services.GetRequiredService<WorkerState>();

    /// <summary>A mosaic of 2 time steps, 2 bands and 300 x 40 pixels, its prediction store (2 blocks), and a model of <paramref name="channels"/> channels.</summary>
    public static async Task<WorkerBench> CreateAsync(AzuriteFixture azurite, int channels = 4)
    {
        string prefix = $"t{Guid.NewGuid():N}";
        QueueClientOptions options = new() { MessageEncoding = QueueMessageEncoding.None };
        StorageClients storage = new(await azurite.CreateContainerAsync(), name => new QueueClient(azurite.ConnectionString, $"{prefix[..20]}-{name}", options));
        await storage.CreateQueuesAsync(CancellationToken.None);
        byte[] model = OnnxModels.Conv(channels, 2, 3);
        InferenceJob job = TestJobs.Job(["B0", "B1"], 2, InferenceActor.SemanticSegmentationChangeDetection, MergeMode.WeightedAverage, 32, 4) with
        {
            ModelSha256 = Convert.ToHexStringLower(SHA256.HashData(model)),
        };
        WorkerBench bench = new(storage, job);
        await bench.Store.WriteAsync(job.ModelKey, model);
        await InferenceDocuments.WriteJobAsync(bench.Store, JobKey, job);
        await bench.WriteStoresAsync();
        return bench;
    }

    public static ArrayMosaic Mosaic { get; } = new(
        ArrayMosaic.LayoutOf(300, 40, 2, 2), (t, b, y, x) => x + y == 50 ? 0 : 1 + ((((x * 31) + (y * 17)) ^ (t * 5) ^ b) % 5000));

    public void Start(WorkerSettings? settings = null)
    {
        HostApplicationBuilder builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.Logging.SetMinimumLevel(LogLevel.None);
        builder.Services.AddSingleton((settings ?? Settings) with { ModelCacheFolder = _folder });
        builder.Services.AddSingleton(Storage);
        WorkerHost.AddWorker(builder.Services);
        _host = builder.Build();
        _host.Start();
    }

    public static WorkerSettings Settings { get; } = new()
    {
        Device = "cpu",
        RetryDelay = TimeSpan.Zero,
        MaxDequeueCount = 2,
        MaxPollInterval = TimeSpan.FromMilliseconds(200),
        ShutdownGrace = TimeSpan.FromSeconds(10),
    };

    public Task StopAsync() => _host!.StopAsync();

    public Task EnqueueAsync(int block, int attempt = 1, string jobKey = JobKey) => EnqueueAsync(
        Convert.ToBase64String(JsonSerializer.SerializeToUtf8Bytes(new InferenceBlockMessage(jobKey, block, attempt, "instance-7"))));

    public Task EnqueueAsync(string text) => Storage.Blocks.SendMessageAsync(text);

    /// <summary>The next message of a queue, waited for and deleted.</summary>
    public static async Task<string> TakeAsync(QueueClient queue)
    {
        for (int i = 0; i < 300; i++)
        {
            QueueMessage? message = await queue.ReceiveMessageAsync();
            if (message is not null)
            {
                await queue.DeleteMessageAsync(message.MessageId, message.PopReceipt);
                return message.MessageText;
            }

            await Task.Delay(100);
        }

        throw new TimeoutException($"Nothing came to the queue {queue.Name} within 30 seconds.");
    }

    public async Task<InferenceBlockResult> TakeResultAsync() =>
        JsonSerializer.Deserialize<InferenceBlockResult>(Encoding.UTF8.GetString(Convert.FromBase64String(await TakeAsync(Storage.Results))))!;

    /// <summary>Messages in a queue, invisible ones too.</summary>
    public static async Task<int> CountAsync(QueueClient queue) =>
        (await queue.GetPropertiesAsync()).Value.ApproximateMessagesCount;

    public async ValueTask DisposeAsync()
    {
        if (_host is not null)
        {
            await _host.StopAsync();
            _host.Dispose();
        }

        Directory.Delete(_folder, recursive: true);
    }

    private async Task WriteStoresAsync()
    {
        RasterStoreWriter mosaic = await RasterStoreWriter.CreateAsync(Store, Job.MosaicRoot, Mosaic.Layout);
        for (int number = 0; number < Mosaic.Layout.BlockCount; number++)
        {
            BlockIndex block = Mosaic.Layout.BlockAt(number);
            int area = Mosaic.Layout.WindowOf(block).Area;
            ushort[] samples = new ushort[2 * area];
            await Mosaic.ReadAsync(block.Time, 0, Mosaic.Layout.WindowOf(block), samples.AsMemory(0, area), CancellationToken.None);
            await Mosaic.ReadAsync(block.Time, 1, Mosaic.Layout.WindowOf(block), samples.AsMemory(area, area), CancellationToken.None);
            await mosaic.WriteBlockAsync<ushort>(block, samples);
        }

        Writer = await RasterStoreWriter.CreateAsync(Store, Job.PredictionRoot, PredictionLayout.For(Mosaic.Layout, Job.Actor, Job.Labels, 1));
    }
}
