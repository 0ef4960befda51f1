using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.Json;
using RasterFlow.Areas;
using RasterFlow.Imagery;
using RasterFlow.Mosaics;
using RasterFlow.Storage;
using RasterFlow.Zarr;

namespace RasterFlow.Bench.Mosaic;

/// <summary>
/// A median mosaic from COG files to a written Zarr store, against rasterio's WarpedVRT with numpy.nanmedian in as many processes as cores; on the
/// scenes' own grid and warped to EPSG:3857; then ours over four times the area. <c>--side</c> pixels of 10 m, <c>--scenes</c>; <c>--four no</c> leaves out the larger
/// area, whose scenes take minutes to simulate.
/// </summary>
internal static class MosaicBenchmark
{
    public static async Task<int> RunAsync(BenchArguments arguments)
    {
        int side = arguments.Integer("side", 4096);
        int scenes = arguments.Integer("scenes", 10);
        int seed = arguments.Integer("seed", 1);
        bool withPeer = arguments.Text("peer", "yes") == "yes";
        bool withLarge = arguments.Text("four", "yes") == "yes";
        await Peer.InstallAsync("python3-rasterio", "python3-numpy");
        MosaicInput input = await MosaicInput.MakeAsync(side, scenes, seed);
        string output = Directory.CreateTempSubdirectory("rasterflow-mosaic-").FullName;
        try
        {
            foreach (int epsg in new[] { 0, 3857 })
            {
                (double ours, double peak) = await MosaicRun.RunAsync(side, scenes, seed, epsg, Path.Combine(output, $"{epsg}"));
                string name = epsg == 0 ? "own grid" : $"EPSG:{epsg}";
                Print($"{scenes} scenes of {side} x {side}, {name}: RasterFlow {ours:0.00} s, peak {peak / 1e6:0} MB");
                if (withPeer)
                {
                    await CompareAsync(await input.PlanAsync(epsg == 0 ? null : Crs.FromEpsg(epsg)), Path.Combine(output, $"{epsg}"), ours);
                }

                if (withLarge)
                {
                    (double four, double fourPeak) = await MosaicRun.RunAsync(2 * side, scenes, seed, epsg, Path.Combine(output, $"four-{epsg}"));
                    Print($"  four times the area: {four:0.00} s, peak {fourPeak / 1e6:0} MB: {four / ours:0.00} times the time, {fourPeak / peak:0.00} times the memory");
                }
            }
        }
        finally
        {
            Directory.Delete(output, recursive: true);
        }

        return 0;
    }

    private static async Task CompareAsync(MosaicPlan plan, string store, double ours)
    {
        string raw = store + ".raw";
        JsonElement peer = await Peer.RunAsync("Mosaic/mosaic_peer.py", await MosaicInput.WritePeerJobAsync(plan, raw, Environment.ProcessorCount));
        double theirs = peer.GetProperty("seconds").GetDouble();
        (long different, long total) = await DifferencesAsync(plan, store, raw);
        Print($"  rasterio and numpy: {theirs:0.00} s, peak {peer.GetProperty("peakBytes").GetDouble() / 1e6:0} MB, ratio {theirs / ours:0.0}; {different} of {total} values differ");
        File.Delete(raw);
    }

    private static async Task<(long Different, long Total)> DifferencesAsync(MosaicPlan plan, string folder, string raw)
    {
        RasterStoreReader reader = await RasterStoreReader.OpenAsync(new FileObjectStore(folder), "mosaic.zarr");
        using FileStream expected = File.OpenRead(raw);
        ushort[] theirs = new ushort[plan.Grid.Width];
        long different = 0;
        for (int band = 0; band < plan.Bands.Count; band++)
        {
            for (int y = 0; y < plan.Grid.Height; y += plan.ChunkSize)
            {
                PixelWindow rows = new(0, y, plan.Grid.Width, Math.Min(plan.ChunkSize, plan.Grid.Height - y));
                ushort[] samples = new ushort[rows.Area];
                await reader.ReadAsync<ushort>(0, band, rows, samples);
                for (int row = 0; row < rows.Height; row++)
                {
                    expected.ReadExactly(MemoryMarshal.AsBytes(theirs.AsSpan()));
                    different += samples.AsSpan(row * rows.Width, rows.Width).ToArray().Zip(theirs).LongCount(pair => pair.First != pair.Second);
                }
            }
        }

        return (different, (long)plan.Bands.Count * plan.Grid.Width * plan.Grid.Height);
    }

    private static void Print(FormattableString line) => Console.WriteLine(line.ToString(CultureInfo.InvariantCulture));
}
