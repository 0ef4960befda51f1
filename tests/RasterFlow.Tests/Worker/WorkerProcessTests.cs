using System.Net.Http.Json;
using System.Runtime.InteropServices;
using System.Text.Json;
using RasterFlow.Client.Local;
using RasterFlow.GpuContainer;
using RasterFlow.Inference;
using RasterFlow.Tests.Inference;
using RasterFlow.Tests.Support;

namespace RasterFlow.Tests.Worker;

/// <summary>The worker as the process that is deployed, on a storage emulator of its own.</summary>
public sealed class WorkerProcessTests : IAsyncLifetime
{
    private const int Kills = 20;
    private const int BlocksOfALife = 3;

    private readonly string _folder = Directory.CreateTempSubdirectory("rasterflow-process").FullName;
    private AzuriteProcess _azurite = null!;

    public async Task InitializeAsync() => _azurite = await AzuriteProcess.StartAsync(Repository.Root);

    public async Task DisposeAsync()
    {
        await _azurite.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task Worker_KilledTwentyTimesAmongDuplicatesAndPoison_EveryBlockIsAnsweredAndRight()
    {
        Random random = new(20);
        await using WorkerRig rig = await CreateAsync("killed", blocks: Kills * BlocksOfALife);
        HashSet<int> answered = [];
        for (int life = 0; life < Kills; life++)
        {
            await EnqueueLifeAsync(rig, life);
            HostProcess worker = await StartAsync(rig);
            await Task.Delay(random.Next(150));
            await worker.KillAsync();
            await worker.DisposeAsync();
        }

        await using (HostProcess last = await StartAsync(rig))
        {
            while (answered.Count < Kills * BlocksOfALife)
            {
                InferenceBlockResult result = await rig.TakeResultAsync();
                result.Error.ShouldBeNull();
                answered.Add(result.Block);
            }

            await WaitUntilEmptyAsync(rig);
        }

        (await WorkerRig.CountAsync(rig.Storage.Poison)).ShouldBeGreaterThanOrEqualTo(Kills);
        float[] written = await rig.ReadAsync();
        float[] expected = await rig.ExpectedAsync();
        MemoryMarshal.Cast<float, int>(written).SequenceEqual(MemoryMarshal.Cast<float, int>(expected)).ShouldBeTrue();
    }

    [Fact]
    public async Task Block_EachWorkerThatBeginsItDies_IsGivenUpAfterFiveAttemptsAndItsNeighbourIsNot()
    {
        // A kernel that takes seconds for each block: time to be killed on it.
        await using WorkerRig rig = await CreateAsync("deadly", blocks: 2, OnnxModels.Conv(4, 2, 511));
        await rig.EnqueueAsync(1);
        for (int begun = 1; begun <= 5; begun++)
        {
            int port = AzuriteProcess.FreePort();
            HostProcess worker = await StartAsync(rig, port);
            await WaitUntilAtWorkAsync(port);
            await worker.KillAsync();
            await worker.DisposeAsync();
        }

        await rig.EnqueueAsync(0);
        await using HostProcess last = await StartAsync(rig);

        // A short lease that ends while the worker is held up brings an answer twice.
        Dictionary<int, string?> errors = [];
        while (errors.Count < 2)
        {
            InferenceBlockResult result = await rig.TakeResultAsync();
            errors[result.Block] = result.Error;
        }

        errors[0].ShouldBeNull();
        errors[1].ShouldNotBeNull().ShouldContain("5 attempts ended without an answer; was the worker killed each time");
    }

    [Fact]
    public async Task Worker_Sigterm_EndsByItselfAndGivesBackWhatItHasNotAnswered()
    {
        const int Blocks = 40;
        await using WorkerRig rig = await CreateAsync("sigterm", Blocks);
        for (int block = 0; block < Blocks; block++)
        {
            await rig.EnqueueAsync(block);
        }

        await using HostProcess worker = await StartAsync(rig);
        await rig.TakeResultAsync();
        await worker.StopAsync();
        int answered = 1 + await WorkerRig.CountAsync(rig.Storage.Results);
        int visible = 0;
        while ((await rig.Storage.Blocks.ReceiveMessagesAsync(32)).Value is { Length: > 0 } messages)
        {
            visible += messages.Length;
        }

        (answered + visible).ShouldBe(Blocks);
        visible.ShouldBeGreaterThan(0);
        (await File.ReadAllTextAsync(LogOf(rig))).ShouldContain("Inference worker stopped after");
    }

    private static async Task EnqueueLifeAsync(WorkerRig rig, int life)
    {
        for (int i = 0; i < BlocksOfALife; i++)
        {
            await rig.EnqueueAsync((life * BlocksOfALife) + i);
        }

        await rig.EnqueueAsync(life, attempt: 2);
        await rig.EnqueueAsync($"no block {life}");
    }

    // Each of the lives ends with up to three messages in its hands, which come back a second later.
    private static async Task WaitUntilEmptyAsync(WorkerRig rig)
    {
        for (int i = 0; i < 100 && await WorkerRig.CountAsync(rig.Storage.Blocks) > 0; i++)
        {
            await Task.Delay(100);
        }

        (await WorkerRig.CountAsync(rig.Storage.Blocks)).ShouldBe(0);
    }

    private static async Task WaitUntilAtWorkAsync(int port)
    {
        using HttpClient client = new();
        for (int i = 0; i < 600; i++)
        {
            JsonElement health = await client.GetFromJsonAsync<JsonElement>(new Uri($"http://127.0.0.1:{port}/health"));
            if (health.GetProperty("running").GetArrayLength() > 0)
            {
                return;
            }

            await Task.Delay(50);
        }

        throw new TimeoutException("The worker began no block within 30 seconds.");
    }

    /// <summary>A mosaic of one row of blocks, 256 x 40 pixels each.</summary>
    private async Task<WorkerRig> CreateAsync(string container, int blocks, byte[]? model = null)
    {
        ArrayMosaic mosaic = new(ArrayMosaic.LayoutOf(blocks * 256, 40, 2, 2), (t, b, y, x) => 1 + ((((x * 31) + (y * 17)) ^ (t * 5) ^ b) % 5000));
        StorageClients storage = StorageClients.FromConnectionString(_azurite.ConnectionString, container);
        await storage.Blobs.CreateIfNotExistsAsync();
        return await WorkerRig.CreateAsync(storage, model ?? OnnxModels.Conv(4, 2, 3), mosaic);
    }

    private string LogOf(WorkerRig rig) => Path.Combine(_folder, $"{rig.Storage.Blobs.Name}.log");

    private Task<HostProcess> StartAsync(WorkerRig rig, int port = 0)
    {
        string assembly = Path.Combine(Repository.Root, "gpu-container", "bin", BuildOutput.Configuration, "net10.0", "RasterFlow.GpuContainer.dll");
        Dictionary<string, string> environment = new()
        {
            ["AzureWebJobsStorage"] = _azurite.ConnectionString,
            ["RASTERFLOW_CONTAINER"] = rig.Storage.Blobs.Name,
            ["RASTERFLOW_DEVICE"] = "cpu",
            ["RASTERFLOW_LEASE_SECONDS"] = "1",
            ["RASTERFLOW_MODEL_CACHE"] = Path.Combine(_folder, "models"),
            ["RASTERFLOW_WORKER_PORT"] = $"{port}",
            ["DOTNET_TieredPGO"] = "0",
        };
        return HostProcess.StartAsync(assembly, environment, LogOf(rig), "Inference worker ready", null, CancellationToken.None);
    }
}
