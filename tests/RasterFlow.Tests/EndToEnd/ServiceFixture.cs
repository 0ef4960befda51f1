using System.Diagnostics;
using System.Text.Json;
using System.Text.Json.Nodes;
using RasterFlow.Client;
using RasterFlow.Client.Demo;
using RasterFlow.Client.Local;
using RasterFlow.Client.Staging;
using RasterFlow.Jobs;
using RasterFlow.Samples;
using RasterFlow.Storage;
using RasterFlow.Tests.Support;

namespace RasterFlow.Tests.EndToEnd;

/// <summary>
/// The whole service as real processes (storage emulator, functions app, inference worker) with simulated scenes beside it.
/// Tests of the collection run one after the other: some of them kill the processes.
/// </summary>
public sealed class ServiceFixture : IAsyncLifetime
{
    /// <summary>Side of the simulated area in pixels: large enough for one overview level.</summary>
    public const int Side = 640;

    private LocalStack? _stack;
    private Task<FinishedJob>? _wholeJob;

    public string Folder { get; } = Directory.CreateTempSubdirectory("rasterflow-tests-").FullName;

    public LocalStack Stack => _stack!;

    public RasterFlowClient Client { get; private set; } = null!;

    public SampleSet Samples { get; private set; } = null!;

    public static string Model => Path.Combine(Repository.Root, "models", "fields-two-seasons.onnx");

    public IObjectStore Store => Stack.ClientSettings.OpenStore();

    public async Task InitializeAsync()
    {
        SimulationOptions simulation = new() { WidthPixels = Side, HeightPixels = Side, DatesPerYear = 4 };
        Task<SampleSet> samples = SceneSimulator.WriteAsync(Path.Combine(Folder, "scenes"), simulation, null, CancellationToken.None);
        _stack = await LocalStack.StartAsync(new LocalStackOptions
        {
            RepositoryRoot = Repository.Root,
            LogFolder = Path.Combine(Folder, "logs"),
            Settings = new Dictionary<string, string>
            {
                // What a killed process held comes back after its lease: short ones keep the tests short.
                ["RASTERFLOW_LEASE_SECONDS"] = "6",
                ["RASTERFLOW_QUEUE_LEASE_SECONDS"] = "6",
                ["RASTERFLOW_INFERENCE_SILENCE_SECONDS"] = "60",
            },
        });
        Client = new RasterFlowClient(Stack.Service);
        Samples = await samples;
    }

    public async Task DisposeAsync()
    {
        Client.Dispose();
        await Stack.DisposeAsync();
        Directory.Delete(Folder, recursive: true);
    }

    /// <summary>The demo's job on small blocks, so that even a small area has many of them.</summary>
    public JsonObject CreateJob(bool cache = true)
    {
        JsonObject job = DemoJob.Create(Samples.AoiPath, Samples.ItemsPath, Model, 2023, 2);
        job["block_size"] = 128;
        job["chunk_size"] = 64;
        job["cache"] = cache;
        job["predict"]!["patch_size"] = 128;
        job["predict"]!["clip_size"] = 16;
        job["predict"]!["xy_block_multiplier"] = 1;
        job["tiles"]!["max_zoom"] = 13;
        return job;
    }

    /// <summary>The whole job on the simulated scenes, run once for all tests that look at its outputs.</summary>
    public Task<FinishedJob> WholeJobAsync() => _wholeJob ??= RunJobAsync(CreateJob(), "whole");

    /// <summary>Puts the simulated scenes into the service's storage, as the command line does, and returns their catalogue's address.</summary>
    public async Task<Uri> StageScenesAsync()
    {
        JsonElement document = JsonSerializer.SerializeToElement(new { scenes = Samples.ItemsPath });
        return new Uri((await new JobStager(Store, Folder).StageAsync(document)).GetProperty("scenes").GetString()!);
    }

    /// <summary>Puts a model whose card says all that a job needs into the service's storage, as the command line does, and returns its address.</summary>
    public async Task<Uri> StageModelAsync()
    {
        JsonElement document = JsonSerializer.SerializeToElement(new { predict = new { model_path = Path.Combine(Repository.Root, "models", "fields-unet.onnx") } });
        return new Uri((await new JobStager(Store, Folder).StageAsync(document)).GetProperty("predict").GetProperty("model_path").GetString()!);
    }

    /// <summary>Runs the command line as a user does; returns exit code, standard output and standard error.</summary>
    public async Task<(int ExitCode, string Output, string Error)> RunCommandAsync(params string[] arguments)
    {
        string program = Path.Combine(Repository.Root, "client", "bin", BuildOutput.Configuration, "net10.0", "RasterFlow.Client.dll");
        ProcessStartInfo start = new("dotnet", [program, .. arguments]) { RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = Folder };
        start.Environment["RASTERFLOW_URL"] = Stack.Service.AbsoluteUri;
        start.Environment["RASTERFLOW_STORAGE"] = Stack.Storage;
        using Process process = Process.Start(start)!;
        Task<string> output = process.StandardOutput.ReadToEndAsync();
        Task<string> error = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        return (process.ExitCode, await output, await error);
    }

    /// <summary>Writes a job document, runs it by the command line to its end and downloads its outputs.</summary>
    public async Task<FinishedJob> RunJobAsync(JsonObject job, string name)
    {
        string document = Path.Combine(Folder, name + ".json");
        await File.WriteAllTextAsync(document, job.ToJsonString());
        (int code, string output, string error) = await RunCommandAsync("run", document, "--wait", "--json");
        code.ShouldBe(0, error);
        JsonElement result = JsonDocument.Parse(output).RootElement;
        return await DownloadAsync(result, name);
    }

    /// <summary>Downloads a finished job's outputs by the command line.</summary>
    public async Task<FinishedJob> DownloadAsync(JsonElement result, string name)
    {
        string id = result.GetProperty("id").GetString()!;
        string folder = Path.Combine(Folder, name);
        (int code, _, string error) = await RunCommandAsync("download", id, "--to", folder);
        code.ShouldBe(0, error);
        return new FinishedJob(id, result, folder);
    }
}

/// <summary>A job that ran to its end: the command line's JSON, and its outputs as files.</summary>
public sealed record FinishedJob(string Id, JsonElement Result, string Folder);

[CollectionDefinition(Name)]
public sealed class ServiceDefinition : ICollectionFixture<ServiceFixture>
{
    public const string Name = "the whole service";
}
