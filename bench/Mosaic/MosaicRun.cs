using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using RasterFlow.Areas;
using RasterFlow.Imagery;
using RasterFlow.Jobs;
using RasterFlow.Mosaics;
using RasterFlow.Storage;
using RasterFlow.Zarr;

namespace RasterFlow.Bench.Mosaic;

/// <summary>Our side of the benchmark, in a process of its own so that its peak memory is its own: from the COG files to a written store.</summary>
internal static class MosaicRun
{
    /// <summary>Runs in this process; prints <c>{"seconds", "peakBytes"}</c>.</summary>
    public static async Task<int> RunHereAsync(BenchArguments arguments)
    {
        MosaicInput input = await MosaicInput.MakeAsync(arguments.Integer("side", 4096), arguments.Integer("scenes", 10), arguments.Integer("seed", 1));
        int epsg = arguments.Integer("epsg", 0);
        MosaicPlan plan = await input.PlanAsync(epsg == 0 ? null : Crs.FromEpsg(epsg));
        using RangeReaderFactory readers = new(new SourcePolicy { AllowFiles = true });
        Stopwatch clock = Stopwatch.StartNew();
        await BuildAsync(plan, new CogRasterOpener(readers), new FileObjectStore(arguments.Text("out", Path.Combine(input.Folder, "out"))));
        double seconds = clock.Elapsed.TotalSeconds;
        Console.WriteLine(JsonSerializer.Serialize(new { seconds, peakBytes = PeakBytes() }));
        return 0;
    }

    /// <summary>Runs in a new process.</summary>
    public static async Task<(double Seconds, double PeakBytes)> RunAsync(int side, int scenes, int seed, int epsg, string output)
    {
        object[] options = ["--side", side, "--scenes", scenes, "--seed", seed, "--epsg", epsg, "--out", output];
        JsonElement result = await Peer.RunOwnAsync("mosaic-run", [.. options.Select(option => Convert.ToString(option, CultureInfo.InvariantCulture)!)]);
        return (result.GetProperty("seconds").GetDouble(), result.GetProperty("peakBytes").GetDouble());
    }

    /// <summary>As a job does by default: with the first overview levels and the counts of values, then the other levels and the histograms.</summary>
    private static async Task BuildAsync(MosaicPlan plan, CogRasterOpener opener, FileObjectStore store)
    {
        RasterStoreLayout layout = RasterStoreLayouts.ForMosaic(plan);
        JobPlan job = new() { JobId = "bench", AreaKey = "aoi.parquet", MosaicRoot = "mosaic.zarr", Mosaic = plan, Multiscales = true };
        await RasterStoreWriter.CreateAsync(store, job.MosaicRoot, layout);
        MosaicBlockBuilder builder = new(job, store, opener);
        ParallelOptions options = new() { MaxDegreeOfParallelism = Environment.ProcessorCount };
        await Parallel.ForEachAsync(Enumerable.Range(0, BlockRuns.CountOf(layout)), options, async (run, token) => await builder.BuildAsync(run, token));
        MultiscaleBuilder levels = new(store, job.MosaicRoot, layout);
        for (int level = 1; level <= levels.BlocksToBuild.Count; level++)
        {
            int number = level;
            await Parallel.ForEachAsync(Enumerable.Range(0, levels.BlocksToBuild[level - 1]), options, async (block, token) => await levels.BuildBlockAsync(number, block, token));
        }

        await levels.WriteMetadataAsync();
    }

    /// <summary>The kernel's own record of the most memory that the process ever held (VmHWM, proc(5)).</summary>
    private static long PeakBytes() => long.Parse(
        File.ReadLines("/proc/self/status").First(line => line.StartsWith("VmHWM:", StringComparison.Ordinal)).Split(' ', StringSplitOptions.RemoveEmptyEntries)[1],
        CultureInfo.InvariantCulture) * 1024;
}
