using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using RasterFlow.Samples;
using RasterFlow.Storage;

namespace RasterFlow.Bench.Cog;

/// <summary>
/// Reading Sentinel-2-like COGs (DEFLATE, predictor 2): ours against rasterio on the same files, from disk at equal threads, and from a server
/// that lets each request wait.
/// </summary>
internal static class CogBenchmark
{
    private const int Requests = 8;

    /// <summary>Rounds alternate between ours and the peer, so that a busy machine slows both.</summary>
    private const int Alternations = 3;

    public static async Task<int> RunAsync(BenchArguments arguments)
    {
        int side = arguments.Integer("side", 2048);
        int rounds = arguments.Integer("rounds", 7);
        int latency = arguments.Integer("latency", 30);
        await Peer.InstallAsync("python3-rasterio");
        string folder = Path.Combine(Path.GetTempPath(), $"rasterflow-bench-cog-{Guid.NewGuid():N}");
        try
        {
            SimulationOptions options = new() { WidthPixels = side, HeightPixels = side, DatesPerYear = 1, Years = 1 };
            await SceneSimulator.WriteAsync(folder, options);
            string scene = Directory.GetDirectories(folder).Order(StringComparer.Ordinal).First();
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
        using RangeReaderFactory readers = new(new SourcePolicy { AllowFiles = true });
        using SceneReading reading = new(readers, threads, threads);
        Uri[] addresses = [.. files.Select(file => new Uri(file))];
        double ours = double.MaxValue, theirs = double.MaxValue, oursCpu = double.MaxValue, theirsCpu = double.MaxValue;
        JsonElement peer = default;
        for (int i = 0; i < Alternations; i++)
        {
            // The runtime compiles the hot loops while the first rounds run.
            (double wall, double cpu) = await BestAsync(reading, addresses, rounds * 3);
            (ours, oursCpu) = (Math.Min(ours, wall), Math.Min(oursCpu, cpu));
            peer = await Peer.RunAsync("Cog/cog_peer.py", [$"{threads}", $"{rounds}", .. files]);
            theirs = Math.Min(theirs, peer.GetProperty("seconds").GetDouble());
            theirsCpu = Math.Min(theirsCpu, peer.GetProperty("cpu_seconds").GetDouble());
        }

        await CheckAsync(reading, addresses, peer);
        double megabytes = peer.GetProperty("bytes").GetDouble() / 1e6;
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{files.Length} images of one scene ({megabytes:0.0} MB of pixels) from disk, {threads} thread(s): RasterFlow {megabytes / ours:0} MB/s, rasterio {megabytes / theirs:0} MB/s, ratio {theirs / ours:0.00}; processor time {oursCpu * 1000:0} ms and {theirsCpu * 1000:0} ms, ratio {theirsCpu / oursCpu:0.00}"));
    }

    private static async Task ServerAsync(string folder, string[] files, int rounds, TimeSpan latency)
    {
        await using SlowServer server = await SlowServer.StartAsync(folder, latency);
        using RangeReaderFactory readers = new(new SourcePolicy { AllowLoopback = true });
        using SceneReading reading = new(readers, Environment.ProcessorCount, Requests);
        Uri[] addresses = [.. files.Select(file => server.Address(Path.GetRelativePath(folder, file)))];
        (double ours, _) = await BestAsync(reading, addresses, rounds);
        server.Take();
        await BestAsync(reading, addresses, 1);
        (long requests, long bytes) = server.Take();
        string[] urls = [.. addresses.Select(address => address.ToString())];
        JsonElement peer = await Peer.RunAsync("Cog/cog_peer.py", ["1", "1", .. urls]);
        (long peerRequests, long peerBytes) = server.Take();
        double theirs = peer.GetProperty("seconds").GetDouble();
        await CheckAsync(reading, addresses, await Peer.RunAsync("Cog/cog_peer.py", ["1", "2", .. files]));
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"the same scene from a server with {latency.TotalMilliseconds:0} ms a request: RasterFlow {ours:0.00} s ({requests} requests, {bytes / 1e6:0.0} MB), rasterio {theirs:0.00} s ({peerRequests} requests, {peerBytes / 1e6:0.0} MB), ratio {theirs / ours:0.0}"));
    }

    /// <summary>The best round's seconds, on the clock and of all processors together.</summary>
    private static async Task<(double Wall, double Cpu)> BestAsync(SceneReading reading, Uri[] addresses, int rounds)
    {
        double wall = double.MaxValue, cpu = double.MaxValue;
        using Process self = Process.GetCurrentProcess();
        for (int round = 0; round < rounds; round++)
        {
            self.Refresh();
            TimeSpan before = self.TotalProcessorTime;
            Stopwatch clock = Stopwatch.StartNew();
            foreach (Uri address in addresses)
            {
                await reading.ReadAsync(address);
            }

            wall = Math.Min(wall, clock.Elapsed.TotalSeconds);
            self.Refresh();
            cpu = Math.Min(cpu, (self.TotalProcessorTime - before).TotalSeconds);
        }

        return (wall, cpu);
    }

    private static async Task CheckAsync(SceneReading reading, Uri[] addresses, JsonElement peer)
    {
        string[] expected = [.. peer.GetProperty("hashes").EnumerateArray().Select(hash => hash.GetString()!)];
        for (int i = 0; i < addresses.Length; i++)
        {
            if (await reading.HashAsync(addresses[i]) != expected[i])
            {
                throw new InvalidOperationException($"{addresses[i]}: RasterFlow and rasterio read different pixels.");
            }
        }
    }
}
