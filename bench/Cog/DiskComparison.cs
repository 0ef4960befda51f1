using System.Diagnostics;
using System.Text.Json;
using RasterFlow.Storage;

namespace RasterFlow.Bench.Cog;

/// <summary>The best round of both sides over the same files, in seconds on the clock and of all processors together.</summary>
internal sealed record DiskComparison(double Megabytes, double Ours, double OursCpu, double Theirs, double TheirsCpu)
{
    /// <summary>Rounds alternate between ours and the peer, so that a busy machine slows both.</summary>
    private const int Alternations = 5;

    /// <summary>How many times as fast as rasterio.</summary>
    public double Ratio => Theirs / Ours;

    /// <summary>Reads files from disk with so many threads, ours and rasterio in turn, and compares the pixels.</summary>
    /// <exception cref="InvalidOperationException">They differ.</exception>
    public static async Task<DiskComparison> RunAsync(string[] files, int threads, int rounds)
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
            peer = await Peer.RunAsync("Cog/cog_peer.py", [$"{threads}", $"{Math.Max(2, rounds)}", .. files]);
            theirs = Math.Min(theirs, peer.GetProperty("seconds").GetDouble());
            theirsCpu = Math.Min(theirsCpu, peer.GetProperty("cpu_seconds").GetDouble());
        }

        await CheckAsync(reading, addresses, peer);
        return new DiskComparison(peer.GetProperty("bytes").GetDouble() / 1e6, ours, oursCpu, theirs, theirsCpu);
    }

    /// <summary>The best round's seconds, on the clock and of all processors together.</summary>
    public static async Task<(double Wall, double Cpu)> BestAsync(SceneReading reading, Uri[] addresses, int rounds)
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

    /// <summary>Compares our pixels with the peer's.</summary>
    /// <exception cref="InvalidOperationException">They differ.</exception>
    public static async Task CheckAsync(SceneReading reading, Uri[] addresses, JsonElement peer)
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
