using System.Globalization;
using RasterFlow.Client.Local;
using RasterFlow.GpuContainer;
using RasterFlow.Inference;
using RasterFlow.Zarr;

namespace RasterFlow.Bench.Inference;

/// <summary>
/// The worker, from storage to storage, against a bare ONNX Runtime session fed the same batches from memory, in turns in one run; and the model's own
/// limit by batch size. <c>--model</c> is an ONNX file of 8 channels and 3 classes; by default the repository's small one and a U-Net of random weights.
/// </summary>
internal static class InferenceBenchmark
{
    private const int Channels = 8;
    private const int Labels = 3;
    private const int Patch = 256;

    public static async Task<int> RunAsync(BenchArguments arguments)
    {
        string kind = arguments.Text("store", "file");
        string? device = arguments.Text("device", "auto") is var named && named == "auto" ? null : named;
        string model = arguments.Text("model", string.Empty);
        foreach (string path in model.Length > 0 ? [model] : new[] { Path.Combine(BuildOutput.RepositoryRoot, "models", "fields-two-seasons.onnx"), await UNetAsync() })
        {
            await MeasureAsync(path, kind, device, arguments);
        }

        return 0;
    }

    // Of this process, the idle worker's polling included: on a machine that does other things too it says more than the clock.
    private static double CpuSeconds => Environment.CpuUsage.TotalTime.TotalSeconds;

    private static async Task<string> UNetAsync()
    {
        await Peer.InstallAsync("python3-onnx");
        string path = Path.Combine(Path.GetTempPath(), "rasterflow-bench-unet.onnx");
        await Peer.RunAsync("Inference/make_unet.py", path);
        return path;
    }

    private static async Task MeasureAsync(string path, string kind, string? requested, BenchArguments arguments)
    {
        int side = arguments.Integer("side", 2048);
        int rounds = arguments.Integer("rounds", 2);
        await using WorkerRun worker = await WorkerRun.StartAsync(kind);
        string device = worker.DeviceFor(requested);
        BenchJob bench = new(worker.Store, await File.ReadAllBytesAsync(path), side, arguments.Integer("multiplier", 4));
        await bench.WriteInputsAsync();
        InferenceJob job = await bench.CreateAsync("warm-up", device);
        int size = OnnxModelRunner.BatchOn(device, job);
        (List<float[]> batches, int blocks) = await CaptureAsync(worker, bench, job, size);
        using BareSession bare = new(path, device);
        bare.Run(batches[..Math.Min(4, batches.Count)], size, Channels, Labels, Patch);
        await worker.RunAsync(BenchJob.KeyOf("warm-up"), 1);
        (double bareSeconds, double workerSeconds, double deviceSeconds) = (double.MaxValue, double.MaxValue, 0);
        (double bareCpu, double workerCpu) = (double.MaxValue, double.MaxValue);
        for (int round = 0; round < rounds; round++)
        {
            await bench.CreateAsync($"round-{round}", device);
            double cpu = CpuSeconds;
            bareSeconds = Math.Min(bareSeconds, bare.Run(batches, size, Channels, Labels, Patch));
            bareCpu = Math.Min(bareCpu, CpuSeconds - cpu);
            (double before, cpu) = (worker.DeviceSeconds, CpuSeconds);
            double seconds = await worker.RunAsync(BenchJob.KeyOf($"round-{round}"), blocks);
            workerCpu = Math.Min(workerCpu, CpuSeconds - cpu);
            (workerSeconds, deviceSeconds) = seconds < workerSeconds ? (seconds, worker.DeviceSeconds - before) : (workerSeconds, deviceSeconds);
        }

        double pixels = (double)side * side;
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{Path.GetFileName(path)} on {device}, blobs in {kind}: {batches.Count} batches of {size} for {side} x {side} pixels in {blocks} blocks, {bareSeconds / (batches.Count * size) * 1000:0.0} ms a patch"));
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"  worker {pixels / workerSeconds / 1e6:0.000} Mpixel/s, bare session {pixels / bareSeconds / 1e6:0.000} Mpixel/s, time ratio {workerSeconds / bareSeconds:0.000}, device busy {deviceSeconds / workerSeconds:P0}"));
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"  processor time: worker {workerCpu:0.0} s, bare session {bareCpu:0.0} s, ratio {workerCpu / bareCpu:0.000}"));
        MeasureBatches(bare, batches, size, device);
    }

    // The batches that the worker makes of the job's blocks, in its order.
    private static async Task<(List<float[]> Batches, int Blocks)> CaptureAsync(WorkerRun worker, BenchJob bench, InferenceJob job, int size)
    {
        RasterStoreReader mosaic = await RasterStoreReader.OpenAsync(worker.Store, job.MosaicRoot);
        RasterStoreReader prediction = await RasterStoreReader.OpenAsync(worker.Store, job.PredictionRoot);
        PatchCapture capture = new(size);
        BlockPredictor predictor = new(mosaic, job, prediction.Layout);
        await using PatchStream stream = predictor.OpenStream(capture);
        for (int number = 0; number < prediction.Layout.BlockCount; number++)
        {
            using BlockInput input = await predictor.ReadAsync(prediction.Layout.BlockAt(number));
            PendingBlock block = await stream.AddAsync(input, CancellationToken.None);
            await stream.FlushAsync();
            (await block.Completion).Dispose();
        }

        return (capture.Batches, prediction.Layout.BlockCount);
    }

    private static void MeasureBatches(BareSession bare, List<float[]> batches, int size, string device)
    {
        float[] patches = [.. batches.Take(Math.Max(1, 16 / size)).SelectMany(static batch => batch)];
        int length = Channels * Patch * Patch;
        foreach (int batch in device == InferenceDevice.Cpu ? new[] { 1, 2, 4, 8 } : [1, 4, 16, 64])
        {
            int calls = Math.Max(1, 8 / batch);
            List<float[]> inputs = [.. Enumerable.Range(0, calls).Select(call => Repeat(patches, length, batch, call * batch))];
            bare.Run(inputs, batch, Channels, Labels, Patch);
            double seconds = bare.Run(inputs, batch, Channels, Labels, Patch);
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"  the model alone, batches of {batch}: {(double)calls * batch * Patch * Patch / seconds / 1e6:0.00} Mpixel of patches/s"));
        }
    }

    private static float[] Repeat(float[] patches, int length, int batch, int first)
    {
        int count = patches.Length / length;
        float[] input = new float[batch * length];
        for (int i = 0; i < batch; i++)
        {
            patches.AsSpan((first + i) % count * length, length).CopyTo(input.AsSpan(i * length));
        }

        return input;
    }
}
