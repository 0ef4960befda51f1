using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using RasterFlow.Storage.Compression;

namespace RasterFlow.Bench.Zarr;

/// <summary>
/// Writing and reading a raster as Zarr: ours (v3 in shards, and v2) against zarr-python 2.13 (v2), with the same codec and level (zstd 1), the same chunks and
/// the same samples. zarr-python works in one process and in as many as there are cores, each in two ways: all in one call, and window by window into a buffer that is used
/// again, as ours does; the faster way counts, phase by phase.
/// <c>--side</c> pixels, <c>--bands</c>, <c>--rounds</c>. Ours runs in a process of its own for each area, so that its peak memory is its own.
/// </summary>
internal static class ZarrBenchmark
{
    public static async Task<int> RunAsync(BenchArguments arguments)
    {
        ZarrRun run = new(arguments.Integer("side", 4096), arguments.Integer("bands", 4), arguments.Integer("rounds", 3), arguments.Integer("format", 0));
        if (run.Format != 0)
        {
            Console.WriteLine(JsonSerializer.Serialize(await ZarrRunner.RunAsync(run, arguments.Text("folder", string.Empty))));
            return 0;
        }

        await Peer.InstallAsync("python3-zarr");
        string folder = Path.Combine(Path.GetTempPath(), $"rasterflow-bench-zarr-{Guid.NewGuid():N}");
        Directory.CreateDirectory(folder);
        try
        {
            await CompareAsync(run, folder);
            return 0;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task CompareAsync(ZarrRun run, string folder)
    {
        string raw = Path.Combine(folder, "samples");
        string hash = await ZarrRunner.WriteSamplesAsync(run, raw);
        double megabytes = (double)run.Bands * run.Side * run.Side * sizeof(ushort) / 1e6;
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{run.Bands} bands of {run.Side} x {run.Side} uint16 ({megabytes:0} MB), zstd level {ZstdCodec.Level}, chunks of {ZarrRunner.Chunk}, {Environment.ProcessorCount} cores"));
        ZarrPeer one = await PeerAsync(run, folder, hash, 1);
        ZarrPeer all = await PeerAsync(run, folder, hash, Environment.ProcessorCount);
        foreach (int format in (int[])[3, 2])
        {
            ZarrFigures ours = await OursAsync(run with { Format = format }, folder);
            Require(ours.Hash == hash, $"RasterFlow v{format}");
            Print($"v{format} write", megabytes, (ours.Write, ours.WriteCpu), one.Phase("write"), all.Phase("write"));
            Print($"v{format} read", megabytes, (ours.Read, ours.ReadCpu), one.Phase("read"), all.Phase("read"));
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  peak memory {ours.PeakMegabytes:0} MB, zarr-python {one.Windows.GetProperty("peak_mb").GetDouble():0} MB by windows and {one.Whole.GetProperty("peak_mb").GetDouble():0} MB at once; stored {ours.Bytes / 1e6:0.0} MB and {one.Whole.GetProperty("bytes").GetInt64() / 1e6:0.0} MB"));
        }

        ZarrRun large = run with { Side = 2 * run.Side, Rounds = 1, Format = 3 };
        await ZarrRunner.WriteSamplesAsync(large, raw);
        ZarrFigures four = await OursAsync(large, folder);
        ZarrFigures single = await OursAsync(run with { Format = 3, Rounds = 1 }, folder, resample: raw);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"4 times the area: write {four.Write / single.Write:0.00} times, read {four.Read / single.Read:0.00} times, peak memory {four.PeakMegabytes / single.PeakMegabytes:0.00} times ({four.PeakMegabytes:0} MB)"));
    }

    private static async Task<ZarrPeer> PeerAsync(ZarrRun run, string folder, string hash, int processes)
    {
        List<JsonElement> ways = [];
        foreach (string way in (string[])["whole", "windows"])
        {
            ways.Add(await Peer.RunAsync(
                "Zarr/zarr_peer.py", way, Path.Combine(folder, "samples"), Path.Combine(folder, "peer.zarr"), $"{run.Bands}", $"{run.Side}", $"{ZarrRunner.Chunk}", $"{ZstdCodec.Level}", $"{processes}", $"{run.Rounds}"));
            Require(ways[^1].GetProperty("hash").GetString()! == hash, $"zarr-python ({way})");
        }

        return new ZarrPeer(ways[0], ways[1]);
    }

    private static async Task<ZarrFigures> OursAsync(ZarrRun run, string folder, string? resample = null)
    {
        if (resample is not null)
        {
            await ZarrRunner.WriteSamplesAsync(run, resample);
        }

        ProcessStartInfo start = new(Environment.ProcessPath!) { RedirectStandardOutput = true };
        string[] own = Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet" ? [typeof(ZarrBenchmark).Assembly.Location] : [];
        foreach (string argument in (string[])[.. own, "zarr", "--side", $"{run.Side}", "--bands", $"{run.Bands}", "--rounds", $"{run.Rounds}", "--format", $"{run.Format}", "--folder", folder])
        {
            start.ArgumentList.Add(argument);
        }

        using Process process = Process.Start(start)!;
        string output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return process.ExitCode == 0 ? JsonSerializer.Deserialize<ZarrFigures>(output)! : throw new InvalidOperationException($"Our own run ended with {process.ExitCode}.");
    }

    private static void Print(string what, double megabytes, (double Seconds, double Cpu) ours, ZarrPeerPhase one, ZarrPeerPhase all) => Console.WriteLine(string.Create(
        CultureInfo.InvariantCulture,
        $"{what}: RasterFlow {megabytes / ours.Seconds:0} MB/s, zarr-python {megabytes / one.Seconds:0} MB/s ({one.Ways(megabytes)}), ratio {one.Seconds / ours.Seconds:0.00}; in {Environment.ProcessorCount} processes {megabytes / all.Seconds:0} MB/s ({all.Ways(megabytes)}), ratio {all.Seconds / ours.Seconds:0.00}; processor time {ours.Cpu * 1000:0} ms and {one.Cpu * 1000:0} ms, ratio {one.Cpu / ours.Cpu:0.00}"));

    private static void Require(bool equal, string who)
    {
        if (!equal)
        {
            throw new InvalidOperationException($"{who} read other samples than were written.");
        }
    }
}

/// <summary>What to run.</summary>
/// <param name="Side">Side of the raster in pixels.</param>
/// <param name="Bands">Bands.</param>
/// <param name="Rounds">Rounds; the best counts.</param>
/// <param name="Format">Zarr format; 0 for the whole comparison.</param>
internal sealed record ZarrRun(int Side, int Bands, int Rounds, int Format);

/// <summary>What came out: seconds on the clock and of the processors, the SHA-256 of what was read, peak memory and stored bytes.</summary>
internal sealed record ZarrFigures(double Write, double Read, double WriteCpu, double ReadCpu, string Hash, double PeakMegabytes, long Bytes);
