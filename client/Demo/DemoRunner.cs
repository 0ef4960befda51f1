using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using RasterFlow.Client.Local;
using RasterFlow.Client.Progress;
using RasterFlow.Client.Staging;
using RasterFlow.Jobs;
using RasterFlow.Samples;
using RasterFlow.Storage;
using RasterFlow.Vectors;
using RasterFlow.Zarr;
using Spectre.Console;

namespace RasterFlow.Client.Demo;

/// <summary>The whole job on this machine, on simulated scenes: start everything, run, look at the result, stop everything.</summary>
internal sealed class DemoRunner(string repositoryRoot, SimulationOptions simulation, bool keep)
{
    private const double LeastIntersectionOverUnion = 0.85;
    private readonly string _folder = Path.Combine(repositoryRoot, ".rasterflow", "demo");

    public async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        if (Directory.Exists(_folder))
        {
            Directory.Delete(_folder, recursive: true);
        }

        Say("Making sample scenes: two Sentinel-2 tiles over a farming county ...");
        Stopwatch clock = Stopwatch.StartNew();
        SampleSet samples = await SceneSimulator.WriteAsync(Path.Combine(_folder, "scenes"), simulation, null, cancellationToken);
        Say($"  {samples.SceneCount} scenes in {Seconds(clock)}");

        Say("Starting storage emulator, functions app and inference worker ...");
        clock.Restart();
        await using LocalStack stack = await LocalStack.StartAsync(StackOptions(), cancellationToken);
        Say($"  ready in {Seconds(clock)}: {stack.Service}");

        clock.Restart();
        JobStatus job = await RunJobAsync(stack, samples, cancellationToken);
        if (job.Result is null)
        {
            Say($"The job ended as {job.State}: {job.Error}");
            Say($"Logs: {Path.Combine(_folder, "logs")}");
            return 1;
        }

        bool isGood = await ShowAsync(stack, samples, job, clock.Elapsed, cancellationToken);
        if (keep)
        {
            await KeepAsync(stack, cancellationToken);
        }

        return isGood ? 0 : 1;
    }

    private LocalStackOptions StackOptions() => new()
    {
        RepositoryRoot = repositoryRoot,
        DataFolder = Path.Combine(_folder, "storage"),
        LogFolder = Path.Combine(_folder, "logs"),
    };

    private async Task<JobStatus> RunJobAsync(LocalStack stack, SampleSet samples, CancellationToken cancellationToken)
    {
        string model = Path.Combine(repositoryRoot, "models", "fields-unet.onnx");
        JsonElement document = JsonSerializer.SerializeToElement(
            DemoJob.Create(samples.AoiPath, samples.ItemsPath, model, simulation.FirstYear, simulation.Years));
        await File.WriteAllTextAsync(Path.Combine(_folder, "job.json"), document.GetRawText(), cancellationToken);
        JobStager stager = new(stack.ClientSettings.OpenStore(), _folder);
        using RasterFlowClient client = stack.ClientSettings.OpenClient();
        string id = await client.StartAsync(await stager.StageAsync(document, cancellationToken), cancellationToken);
        Say($"Job {id} started by POST {stack.Service}api/jobs");
        return await JobProgressView.WaitAsync(client, id, cancellationToken);
    }

    private async Task<bool> ShowAsync(LocalStack stack, SampleSet samples, JobStatus job, TimeSpan elapsed, CancellationToken cancellationToken)
    {
        string outputs = Path.Combine(_folder, "outputs");
        string shown = Path.GetRelativePath(Environment.CurrentDirectory, outputs);
        await OutputDownloader.DownloadAsync(stack.ClientSettings.OpenStore(), job.Result!, outputs, cancellationToken);
        FileObjectStore files = new(outputs);
        RasterStoreReader mosaic = await RasterStoreReader.OpenAsync(files, "mosaic.zarr", cancellationToken);
        List<VectorFeature> fields = [];
        foreach (string part in Directory.EnumerateFiles(Path.Combine(outputs, "vectors"), "*.parquet").Order(StringComparer.Ordinal))
        {
            fields.AddRange(GeoParquetReader.Read(part).Where(static f => f.Label == DemoJob.FieldLabel));
        }

        string picture = Path.Combine(_folder, "preview.png");
        await using (FileStream png = File.Create(picture))
        {
            await Preview.WriteAsync(png, mosaic, fields, cancellationToken);
        }

        double score = FieldScore.Of(mosaic.Layout.Grid, fields, GeoParquetReader.Read(samples.TruthParquetPath));
        AnsiConsole.Write(OutputTable.Create(job, shown));
        Say($"Whole job: {elapsed.TotalSeconds.ToString("0.0", CultureInfo.InvariantCulture)} s. " +
            $"Fields against the simulated truth: IoU = {score.ToString("0.000", CultureInfo.InvariantCulture)} ({LeastIntersectionOverUnion} or more is good).");
        Say($"Picture (true colour with field outlines): {Path.GetRelativePath(Environment.CurrentDirectory, picture)}");
        Say("How to open the outputs:");
        Say($"  mosaic, prediction  xarray.open_zarr(\"{Path.Combine(shown, "mosaic.zarr")}\"), or zarrita in a browser");
        Say($"  vectors             duckdb -c \"FROM '{Path.Combine(shown, "vectors")}/*.parquet'\", or QGIS, or geopandas");
        Say($"  tiles               drop {Path.Combine(shown, "tiles.pmtiles")} on https://pmtiles.io");
        return score >= LeastIntersectionOverUnion;
    }

    private static async Task KeepAsync(LocalStack stack, CancellationToken cancellationToken)
    {
        Say($"Everything keeps running: {stack.Service}api/jobs (Ctrl+C ends it).");
        try
        {
            await stack.WatchAsync(cancellationToken);
        }
        catch (OperationCanceledException)
        {
            // The way to end it.
        }
    }

    private static void Say(string line) => Console.WriteLine(line);

    private static string Seconds(Stopwatch clock) => clock.Elapsed.TotalSeconds.ToString("0.0", CultureInfo.InvariantCulture) + " s";
}
