using System.Globalization;
using System.Text.Json;
using RasterFlow.Samples;
using RasterFlow.Storage;

namespace RasterFlow.Bench.Cog;

/// <summary>
/// Reading every packing, and Sentinel-2-like COGs (DEFLATE, predictor 2): ours against rasterio on the same files, from disk at equal threads, and from a server
/// that lets each request wait.
/// </summary>
internal static class CogBenchmark
{
    private const int Requests = 8;

    public static async Task<int> RunAsync(BenchArguments arguments)
    {
        int side = arguments.Integer("side", 2048);
        int rounds = arguments.Integer("rounds", 7);
        int latency = arguments.Integer("latency", 30);
        string part = arguments.Text("part", "all");
        await Peer.InstallAsync("python3-rasterio");
        string folder = Path.Combine(Path.GetTempPath(), $"rasterflow-bench-cog-{Guid.NewGuid():N}");
        try
        {
            if (part != "scene")
            {
                await CodecTable.RunAsync(Path.Combine(folder, "codecs"), side, rounds);
            }

            if (part == "codecs")
            {
                return 0;
            }

            SimulationOptions options = new() { WidthPixels = side, HeightPixels = side, DatesPerYear = 1, Years = 1 };
            string scenes = Path.Combine(folder, "scenes");
            await SceneSimulator.WriteAsync(scenes, options);
            string scene = Directory.GetDirectories(scenes).Order(StringComparer.Ordinal).First();
            string[] files = [.. Directory.GetFiles(scene, "*.tif").Order(StringComparer.Ordinal)];
            await DiskAsync(files, 1, rounds);
            if (Environment.ProcessorCount > 1)
            {
                await DiskAsync(files, Environment.ProcessorCount, rounds);
            }

            await ServerAsync(folder, files, rounds, TimeSpan.FromMilliseconds(latency));
            return 0;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task DiskAsync(string[] files, int threads, int rounds)
    {
        DiskComparison compared = await DiskComparison.RunAsync(files, threads, rounds);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{files.Length} images of one scene ({compared.Megabytes:0.0} MB of pixels) from disk, {threads} thread(s): RasterFlow {compared.Megabytes / compared.Ours:0} MB/s, rasterio {compared.Megabytes / compared.Theirs:0} MB/s, ratio {compared.Ratio:0.00}; processor time {compared.OursCpu * 1000:0} ms and {compared.TheirsCpu * 1000:0} ms, ratio {compared.TheirsCpu / compared.OursCpu:0.00}"));
    }

    private static async Task ServerAsync(string folder, string[] files, int rounds, TimeSpan latency)
    {
        await using SlowServer server = await SlowServer.StartAsync(folder, latency);
        using RangeReaderFactory readers = new(new SourcePolicy { AllowLoopback = true });
        using SceneReading reading = new(readers, Environment.ProcessorCount, Requests);
        Uri[] addresses = [.. files.Select(file => server.Address(Path.GetRelativePath(folder, file)))];
        (double ours, _) = await DiskComparison.BestAsync(reading, addresses, rounds);
        server.Take();
        await DiskComparison.BestAsync(reading, addresses, 1);
        (long requests, long bytes) = server.Take();
        string[] urls = [.. addresses.Select(address => address.ToString())];
        JsonElement peer = await Peer.RunAsync("Cog/cog_peer.py", ["1", "1", .. urls]);
        (long peerRequests, long peerBytes) = server.Take();
        double theirs = peer.GetProperty("seconds").GetDouble();
        await DiskComparison.CheckAsync(reading, addresses, await Peer.RunAsync("Cog/cog_peer.py", ["1", "2", .. files]));
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"the same scene from a server with {latency.TotalMilliseconds:0} ms a request: RasterFlow {ours:0.00} s ({requests} requests, {bytes / 1e6:0.0} MB), rasterio {theirs:0.00} s ({peerRequests} requests, {peerBytes / 1e6:0.0} MB), ratio {theirs / ours:0.0}"));
    }
}
