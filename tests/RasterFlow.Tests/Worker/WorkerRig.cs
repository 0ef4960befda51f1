using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Azure.Storage.Blobs;
using Azure.Storage.Queues;
using Azure.Storage.Queues.Models;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using RasterFlow.GpuContainer;
using RasterFlow.Imagery;
using RasterFlow.Inference;
using RasterFlow.Storage;
using RasterFlow.Tests.Inference;
using RasterFlow.Tests.Support;
using RasterFlow.Zarr;

namespace RasterFlow.Tests.Worker;

/// <summary>A worker with a job, stores and queues of its own in the storage emulator.</summary>
internal sealed class WorkerRig : IAsyncDisposable
{
    public const string JobKey = "jobs/one.json";

    private BlobContainerClient? _workersBlobs;

    /// <summary>Where the worker keeps models.</summary>
    public string ModelFolder { get; } = Directory.CreateTempSubdirectory("rasterflow-worker").FullName;
    private readonly ArrayMosaic _mosaic;
    private IHost? _host;

    private WorkerRig(StorageClients storage, InferenceJob job, ArrayMosaic mosaic) => (Storage, Store, Job, _mosaic) = (storage, new BlobObjectStore(storage.Blobs), job, mosaic);

    public StorageClients Storage { get; }

    public BlobObjectStore Store { get; }

    public InferenceJob Job { get; }

    public RasterStoreWriter Writer { get; private set; } = null!;

    public WorkerState State => Service<WorkerState>();

    /// <summary>A service of the worker.</summary>
    public T Service<T>()
        where T : notnull => _host!.Services.GetRequiredService<T>();

    /// <summary>A mosaic of 2 time steps, 2 bands and 300 x 40 pixels, its prediction store (2 blocks), and a model of <paramref name="channels"/> channels.</summary>
    public static Task<WorkerRig> CreateAsync(AzuriteFixture azurite, int channels = 4) => CreateAsync(azurite, OnnxModels.Conv(channels, 2, 3), Mosaic);

    /// <summary>A job over another mosaic with another model; <paramref name="blobOptions"/> are the worker's own.</summary>
    public static async Task<WorkerRig> CreateAsync(AzuriteFixture azurite, byte[] model, ArrayMosaic mosaic, BlobClientOptions? blobOptions = null)
    {
        string prefix = $"t{Guid.NewGuid():N}";
        QueueClientOptions options = new() { MessageEncoding = QueueMessageEncoding.None };
        BlobContainerClient container = await azurite.CreateContainerAsync();
        StorageClients storage = new(container, name => new QueueClient(azurite.ConnectionString, $"{prefix[..20]}-{name}", options));
        WorkerRig rig = await CreateAsync(storage, model, mosaic);
        rig._workersBlobs = new BlobContainerClient(azurite.ConnectionString, container.Name, blobOptions);
        return rig;
    }

    /// <summary>A job in given storage.</summary>
    public static async Task<WorkerRig> CreateAsync(StorageClients storage, byte[] model, ArrayMosaic mosaic)
    {
        await storage.CreateQueuesAsync(CancellationToken.None);
        InferenceJob job = TestJobs.Job(["B0", "B1"], 2, InferenceActor.SemanticSegmentationChangeDetection, MergeMode.WeightedAverage, 32, 4) with
        {
            ModelSha256 = Convert.ToHexStringLower(SHA256.HashData(model)),
        };
        WorkerRig rig = new(storage, job, mosaic);
        await rig.Store.WriteAsync(job.ModelKey, model);
        await InferenceDocuments.WriteJobAsync(rig.Store, JobKey, job);
        await rig.WriteStoresAsync();
        return rig;
    }

    public static ArrayMosaic Mosaic { get; } = new(
        ArrayMosaic.LayoutOf(300, 40, 2, 2), (t, b, y, x) => x + y == 50 ? 0 : 1 + ((((x * 31) + (y * 17)) ^ (t * 5) ^ b) % 5000));

    public void Start(WorkerSettings? settings = null, InferenceDevice? device = null)
    {
        HostApplicationBuilder builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.Logging.SetMinimumLevel(LogLevel.None);
        builder.Services.AddSingleton((settings ?? Settings) with { ModelCacheFolder = ModelFolder });
        builder.Services.AddSingleton(Storage);
        WorkerHost.AddWorker(builder.Services);
        builder.Services.AddSingleton<IObjectStore>(new BlobObjectStore(_workersBlobs ?? Storage.Blobs));
        if (device is not null)
        {
            builder.Services.AddSingleton(device);
        }

        _host = builder.Build();
        _host.Start();
    }

    public static WorkerSettings Settings { get; } = new()
    {
        Device = "cpu",
        RetryDelay = TimeSpan.Zero,
        MaxAttempts = 2,
        MaxPollInterval = TimeSpan.FromMilliseconds(200),
        ShutdownGrace = TimeSpan.FromSeconds(10),
    };

    /// <summary>Writes one block of a mosaic of two bands.</summary>
    public static async Task WriteMosaicBlockAsync(RasterStoreWriter writer, ArrayMosaic mosaic, int number)
    {
        BlockIndex block = mosaic.Layout.BlockAt(number);
        PixelWindow window = mosaic.Layout.WindowOf(block);
        ushort[] samples = new ushort[2 * window.Area];
        await mosaic.ReadAsync(block.Time, 0, window, samples.AsMemory(0, window.Area), CancellationToken.None);
        await mosaic.ReadAsync(block.Time, 1, window, samples.AsMemory(window.Area), CancellationToken.None);
        await writer.WriteBlockAsync<ushort>(block, samples);
    }

    /// <summary>The prediction as it should be, [time, label, y, x].</summary>
    public async Task<float[]> ExpectedAsync()
    {
        byte[] content = (await Store.ReadAsync(Job.ModelKey))!;
        using OnnxModel model = OnnxModel.Load(new ModelContent(null, content, null), Job.ModelKey, InferenceDevice.Cpu, new DeviceClock());
        return await TestJobs.PredictAsync(_mosaic, Job, model.RunnerFor(Job), 77);
    }

    /// <summary>The prediction as it is in the store.</summary>
    public async Task<float[]> ReadAsync()
    {
        RasterStoreReader reader = await RasterStoreReader.OpenAsync(Store, Job.PredictionRoot);
        PixelWindow whole = reader.Layout.Grid.Window;
        float[] samples = new float[2 * whole.Area];
        await reader.ReadAsync(0, 0, whole, samples.AsMemory(0, whole.Area));
        await reader.ReadAsync(0, 1, whole, samples.AsMemory(whole.Area));
        return samples;
    }

    /// <summary>Ends when the worker wants to end.</summary>
    public Task StoppedAsync() => Task.Run(Service<IHostApplicationLifetime>().ApplicationStopping.WaitHandle.WaitOne);

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

        Directory.Delete(ModelFolder, recursive: true);
    }

    private async Task WriteStoresAsync()
    {
        RasterStoreWriter mosaic = await RasterStoreWriter.CreateAsync(Store, Job.MosaicRoot, _mosaic.Layout);
        for (int number = 0; number < _mosaic.Layout.BlockCount; number++)
        {
            await WriteMosaicBlockAsync(mosaic, _mosaic, number);
        }

        Writer = await RasterStoreWriter.CreateAsync(Store, Job.PredictionRoot, PredictionLayout.For(_mosaic.Layout, Job, 1));
    }
}
