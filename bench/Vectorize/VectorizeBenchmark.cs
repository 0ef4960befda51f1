using System.Buffers;
using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using RasterFlow.Imagery;
using RasterFlow.Storage;
using RasterFlow.Vectors;
using RasterFlow.Zarr;

namespace RasterFlow.Bench.Vectorize;

/// <summary>
/// From a prediction to polygons with scores: ours from the Zarr store, against rasterio.features.shapes and numpy zonal means from a plain array.
/// Then the peak memory of the whole stage, to GeoParquet, at 1x and 4x the area, each in a process of its own. <c>--side</c> is the raster's width and height,
/// <c>--rounds</c> how often each of the two is timed; the best counts. The exit code is 1 when a polygon is not exactly the peer's.
/// </summary>
internal static class VectorizeBenchmark
{
    /// <summary>Until the runtime has compiled the hot loops for good, which takes tens of calls: a host does that once in its life.</summary>
    private const int WarmUpRounds = 20;

    private const string Both = $"{SimulatedPrediction.Field},{SimulatedPrediction.Boundary}";

    public static async Task<int> RunAsync(BenchArguments arguments)
    {
        if (arguments.Text("store", string.Empty) is { Length: > 0 } child)
        {
            await RunWholeAsync(child, arguments.Text("labels", Both).Split(','));
            return 0;
        }

        int side = arguments.Integer("side", 4096);
        int rounds = arguments.Integer("rounds", 5);
        await Peer.InstallAsync("python3-rasterio", "python3-numpy");
        string folder = Directory.CreateTempSubdirectory("rasterflow-vectorize-").FullName;
        try
        {
            FileObjectStore store = new(Path.Combine(folder, "1"));
            await SimulatedPrediction.WriteAsync(store, side);
            bool allEqual = await CompareAsync(store, folder, side, rounds);
            await SimulatedPrediction.WriteAsync(new FileObjectStore(Path.Combine(folder, "4")), 2 * side);
            foreach ((int times, string labels) in ((int, string)[])[(1, SimulatedPrediction.Field), (4, SimulatedPrediction.Field), (1, Both), (4, Both)])
            {
                JsonElement figures = await RunChildAsync(Path.Combine(folder, $"{times}"), labels);
                Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                    $"{times}x the area, {labels} to GeoParquet: {figures.GetProperty("seconds").GetDouble():0.00} s, {figures.GetProperty("polygons").GetInt64()} polygons, peak {figures.GetProperty("peak").GetInt64() >> 20} MiB"));
            }

            return allEqual ? 0 : 1;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static VectorizeJob Job(params string[] labels) => new()
    {
        PredictionRoot = SimulatedPrediction.Root,
        Features = labels,
        WorkRoot = $"work/{Guid.NewGuid():N}",
        OutputRoot = "vectors",
    };

    /// <summary>Whether both have the same polygons.</summary>
    private static async Task<bool> CompareAsync(FileObjectStore store, string folder, int side, int rounds)
    {
        double ours = double.MaxValue;
        double reading = double.MaxValue;
        List<PixelPolygon> polygons = [];
        for (int round = 0; round < WarmUpRounds; round++)
        {
            await ReadAsync(store);
            await PolygonsAsync(store, Job(SimulatedPrediction.Field));
        }

        for (int round = 0; round < rounds; round++)
        {
            Stopwatch clock = Stopwatch.StartNew();
            await ReadAsync(store);
            reading = Math.Min(reading, clock.Elapsed.TotalSeconds);
            clock.Restart();
            polygons = await PolygonsAsync(store, Job(SimulatedPrediction.Field));
            ours = Math.Min(ours, clock.Elapsed.TotalSeconds);
        }

        string scores = Path.Combine(folder, "scores.npy");
        string theirPolygons = Path.Combine(folder, "polygons.bin");
        await WriteNumpyAsync(store, scores, side);
        JsonElement peer = await Peer.RunAsync("Vectorize/vectorize_peer.py", scores, theirPolygons, rounds.ToString(CultureInfo.InvariantCulture));
        double theirs = peer.GetProperty("seconds").GetDouble();
        int equal = PeerPolygons.CountEqual(theirPolygons, polygons);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{side} x {side} pixels to polygons with scores: RasterFlow {ours:0.000} s (of which reading {reading:0.000} s), rasterio and numpy {theirs:0.00} s, ratio {theirs / ours:0.0}"));
        int theirCount = peer.GetProperty("polygons").GetInt32();
        Console.WriteLine($"polygons: RasterFlow {polygons.Count}, rasterio {theirCount}, exactly equal {equal}");
        return equal == polygons.Count && equal == theirCount;
    }

    /// <summary>Only decodes the scores, as the stage does.</summary>
    private static async Task ReadAsync(FileObjectStore store)
    {
        RasterStoreReader reader = await RasterStoreReader.OpenAsync(store, SimulatedPrediction.Root);
        await Parallel.ForAsync(0, reader.Layout.BlockCount, async (block, token) =>
        {
            PixelWindow window = reader.Layout.WindowOf(reader.Layout.BlockAt(block));
            float[] samples = ArrayPool<float>.Shared.Rent(window.Area);
            await reader.ReadAsync(0, 0, window, samples.AsMemory(0, window.Area), token);
            ArrayPool<float>.Shared.Return(samples);
        });
    }

    private static async Task<List<PixelPolygon>> PolygonsAsync(FileObjectStore store, VectorizeJob job)
    {
        List<PixelPolygon> polygons = [];
        VectorStitcher stitcher = await FindRunsAsync(store, job);
        await stitcher.SweepStepAsync(0, (_, polygon) => polygons.Add(polygon));
        return polygons;
    }

    private static async Task<VectorStitcher> FindRunsAsync(FileObjectStore store, VectorizeJob job)
    {
        BlockVectorizer vectorizer = await BlockVectorizer.OpenAsync(store, job);
        await Parallel.ForAsync(0, vectorizer.Blocks.BlockCount, async (block, token) => await vectorizer.VectorizeBlockAsync(block, token));
        return await VectorStitcher.OpenAsync(store, job);
    }

    /// <summary>The stage as the service runs it, once; prints its figures as JSON.</summary>
    private static async Task RunWholeAsync(string folder, string[] labels)
    {
        FileObjectStore store = new(folder);
        Stopwatch clock = Stopwatch.StartNew();
        VectorStitcher stitcher = await FindRunsAsync(store, Job(labels));
        VectorResult result = await stitcher.StitchAsync();
        double seconds = clock.Elapsed.TotalSeconds;
        using Process self = Process.GetCurrentProcess();
        Console.WriteLine(JsonSerializer.Serialize(new { seconds, polygons = result.Count, peak = self.PeakWorkingSet64 }));
    }

    private static async Task<JsonElement> RunChildAsync(string folder, string labels)
    {
        ProcessStartInfo start = new(Environment.ProcessPath!, [typeof(VectorizeBenchmark).Assembly.Location, "vectorize", "--store", folder, "--labels", labels]) { RedirectStandardOutput = true };
        using Process process = Process.Start(start)!;
        string output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        using JsonDocument json = JsonDocument.Parse(output.TrimEnd().Split('\n')[^1]);
        return json.RootElement.Clone();
    }

    /// <summary>The field scores as a .npy file, version 1.0: a header padded to 64 bytes, then the samples.</summary>
    private static async Task WriteNumpyAsync(FileObjectStore store, string path, int side)
    {
        RasterStoreReader reader = await RasterStoreReader.OpenAsync(store, SimulatedPrediction.Root);
        float[] samples = new float[side * side];
        await reader.ReadAsync(0, 0, new PixelWindow(0, 0, side, side), samples.AsMemory());
        string header = $"{{'descr': '<f4', 'fortran_order': False, 'shape': ({side}, {side}), }}".PadRight(117) + "\n";
        await using FileStream file = File.Create(path);
        file.Write([0x93, .. "NUMPY"u8, 1, 0, 118, 0]);
        file.Write(System.Text.Encoding.ASCII.GetBytes(header));
        file.Write(System.Runtime.InteropServices.MemoryMarshal.AsBytes(samples.AsSpan()));
    }
}
