using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.Json;
using NetTopologySuite.Geometries;
using RasterFlow.Areas;
using RasterFlow.Imagery;
using RasterFlow.Samples;
using RasterFlow.Storage;

namespace RasterFlow.Bench.Warp;

/// <summary>
/// Reading a simulated Sentinel-2 band onto another grid, from the file to pixels: ours in blocks of 1024, rasterio's whole (the faster of reproject and WarpedVRT),
/// with the same number of threads; then all bands of a scene from a server that lets each request wait (<see cref="WarpOverHttp"/>).
/// <c>--side</c> is the bands' width and height, <c>--latency</c> the wait in milliseconds.
/// </summary>
internal static class WarpBenchmark
{
    private const int Block = 1024;
    private const int SampleSide = 1024;
    private const int Runs = 5;

    /// <summary>The runtime compiles the hot loops while the first runs are under way.</summary>
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(2);

    public static async Task<int> RunAsync(BenchArguments arguments)
    {
        int side = arguments.Integer("side", 4096);
        int threads = Math.Min(arguments.Integer("threads", Environment.ProcessorCount), Environment.ProcessorCount);
        await Peer.InstallAsync("python3-rasterio");
        string folder = Path.Combine(Path.GetTempPath(), $"rasterflow-warp-{side}");
        string file = await BandAsync(folder, side);
        await using CogRasterSource source = new(await CogFile.OpenAsync(new FileRangeReader(file)));
        Crs neighbour = Crs.FromEpsg(source.Grid.Crs.Epsg - 1);
        foreach ((Crs crs, double pixelSize) in new[] { (Crs.WebMercator, 12.5), (neighbour, 10) })
        {
            RasterGrid target = Around(source.Grid, crs, pixelSize);
            foreach (Resampling resampling in new[] { Resampling.Nearest, Resampling.Bilinear, Resampling.Cubic })
            {
                await CompareAsync(source, file, target, resampling, threads, folder);
            }
        }

        await new WarpOverHttp(Path.GetDirectoryName(file)!, TimeSpan.FromMilliseconds(arguments.Integer("latency", 30)), threads)
            .RunAsync(Around(source.Grid, Crs.WebMercator, 12.5));
        return 0;
    }

    private static async Task CompareAsync(CogRasterSource source, string file, RasterGrid target, Resampling resampling, int threads, string folder)
    {
        double ours = double.MaxValue;
        Stopwatch all = Stopwatch.StartNew();
        for (int run = 0; run < Runs || all.Elapsed < WarmUp; run++)
        {
            Stopwatch clock = Stopwatch.StartNew();
            await WarpAsync(source, target, resampling, threads);
            ours = Math.Min(ours, clock.Elapsed.TotalSeconds);
        }

        string sample = Path.Combine(folder, "sample.raw");
        object[] arguments = [file, target.Crs.Epsg, target.OriginX, target.OriginY, target.PixelSize, target.Width, target.Height, resampling.ToString().ToLowerInvariant(), threads, sample];
        JsonElement peer = await Peer.RunAsync("Warp/warp_peer.py", [.. arguments.Select(argument => Convert.ToString(argument, CultureInfo.InvariantCulture)!)]);
        double theirs = peer.GetProperty("seconds").GetDouble();
        PixelAgreement agreement = await AgreementAsync(source, target, resampling, await File.ReadAllBytesAsync(sample));
        double pixels = (double)target.Width * target.Height / 1e6;
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{source.Grid.Crs} to {target.Crs}, {target.Width} x {target.Height}, {resampling}, {threads} threads: RasterFlow {pixels / ours:0} Mpixel/s, rasterio {pixels / theirs:0} Mpixel/s, ratio {theirs / ours:0.0}; {agreement}"));
    }

    /// <summary>Reads an image onto the whole target, block by block.</summary>
    internal static async Task WarpAsync(IRasterSource source, RasterGrid target, Resampling resampling, int threads, int blockWidth = Block)
    {
        List<PixelWindow> windows = [];
        for (int y = 0; y < target.Height; y += Block)
        {
            for (int x = 0; x < target.Width; x += blockWidth)
            {
                windows.Add(new PixelWindow(x, y, blockWidth, Block).Intersect(target.Window));
            }
        }

        ParallelOptions options = new() { MaxDegreeOfParallelism = threads };
        await Parallel.ForEachAsync(windows, options, async (window, token) =>
            await source.ReadAsync(0, target, window, resampling, new ushort[window.Area], token));
    }

    /// <summary>Compares the middle of the target with the peer's sample.</summary>
    internal static async Task<PixelAgreement> AgreementAsync(IRasterSource source, RasterGrid target, Resampling resampling, ReadOnlyMemory<byte> sample)
    {
        PixelWindow window = SampleOf(target);
        ushort[] pixels = new ushort[window.Area];
        await source.ReadAsync(0, target, window, resampling, pixels);
        return PixelAgreement.Of(pixels, MemoryMarshal.Cast<byte, ushort>(sample.Span));
    }

    /// <summary>The window in the middle of a target that both sides compare; all of a small one. The peers have the same formula.</summary>
    private static PixelWindow SampleOf(RasterGrid target)
    {
        (int width, int height) = (Math.Min(SampleSide, target.Width), Math.Min(SampleSide, target.Height));
        return new PixelWindow((target.Width - width) / 2, (target.Height - height) / 2, width, height);
    }

    private static RasterGrid Around(RasterGrid source, Crs crs, double pixelSize)
    {
        Envelope box = new CrsTransform(source.Crs, crs).Apply(source.Bounds);
        return new RasterGrid(
            crs,
            Math.Floor(box.MinX / pixelSize) * pixelSize,
            Math.Ceiling(box.MaxY / pixelSize) * pixelSize,
            pixelSize,
            (int)Math.Ceiling(box.Width / pixelSize),
            (int)Math.Ceiling(box.Height / pixelSize));
    }

    private static async Task<string> BandAsync(string folder, int side)
    {
        string? Largest() => Directory.Exists(folder)
            ? Directory.EnumerateFiles(folder, "B08.tif", SearchOption.AllDirectories).MaxBy(file => new FileInfo(file).Length)
            : null;
        if (Largest() is not { } band)
        {
            SimulationOptions options = new() { WidthPixels = side, HeightPixels = side, DatesPerYear = 1, Years = 1 };
            await SceneSimulator.WriteAsync(folder, options);
            band = Largest() ?? throw new InvalidOperationException($"The simulator wrote no B08.tif into {folder}.");
        }

        return band;
    }
}
