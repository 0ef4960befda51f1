using System.Diagnostics;
using System.Globalization;
using RasterFlow.Bench.Cog;
using RasterFlow.Imagery;
using RasterFlow.Storage;

namespace RasterFlow.Bench.Warp;

/// <summary>
/// Warping all images of a scene from a server that lets each request wait: ours against rasterio's WarpedVRT over /vsicurl with GDAL's default settings, one image
/// after the other on both sides (ours in strips of 1024 rows, rasterio's whole), nothing kept from one pass to the next. Requests and bytes are the server's count for one pass.
/// </summary>
/// <param name="scene">The folder of the scene's images.</param>
/// <param name="latency">How long each request waits.</param>
/// <param name="threads">Threads that warp, on both sides.</param>
internal sealed class WarpOverHttp(string scene, TimeSpan latency, int threads)
{
    private const int Runs = 3;
    private readonly string[] _files = [.. Directory.GetFiles(scene, "*.tif").Order(StringComparer.Ordinal)];

    public async Task RunAsync(RasterGrid target)
    {
        await using SlowServer server = await SlowServer.StartAsync(scene, latency);
        foreach (Resampling resampling in new[] { Resampling.Nearest, Resampling.Bilinear })
        {
            await CompareAsync(server, target, resampling);
        }
    }

    private async Task CompareAsync(SlowServer server, RasterGrid target, Resampling resampling)
    {
        Uri[] addresses = [.. _files.Select(file => server.Address(Path.GetFileName(file)))];
        (double ours, double theirs) = (double.MaxValue, double.MaxValue);
        (long requests, long bytes, long peerRequests, long peerBytes) = (0, 0, 0, 0);
        for (int run = 0; run < Runs; run++)
        {
            server.Take();
            Stopwatch clock = Stopwatch.StartNew();
            await WarpSceneAsync(addresses, target, resampling);
            ours = Math.Min(ours, clock.Elapsed.TotalSeconds);
            (requests, bytes) = server.Take();
            theirs = Math.Min(theirs, await PeerAsync(target, resampling, "-", addresses));
            (peerRequests, peerBytes) = server.Take();
        }

        PixelAgreement agreement = await AgreementAsync(addresses, target, resampling);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{addresses.Length} images of one scene to {target.Crs}, {target.Width} x {target.Height}, {resampling}, {threads} threads, from a server with {latency.TotalMilliseconds:0} ms a request: RasterFlow {ours:0.00} s ({requests} requests, {bytes / 1e6:0.0} MB), rasterio {theirs:0.00} s ({peerRequests} requests, {peerBytes / 1e6:0.0} MB), ratio {theirs / ours:0.0}; {agreement}"));
    }

    private async Task WarpSceneAsync(Uri[] addresses, RasterGrid target, Resampling resampling)
    {
        using RangeReaderFactory readers = new(new SourcePolicy { AllowLoopback = true });
        CogRasterOpener opener = new(readers);
        foreach (Uri address in addresses)
        {
            await using IRasterSource image = await opener.OpenAsync(address);

            // Rows of tiles lie side by side in the file: strips want fewer requests than squares.
            await WarpBenchmark.WarpAsync(image, target, resampling, threads, target.Width);
        }
    }

    /// <summary>The pixels of all images as read over HTTP against the peer's from disk.</summary>
    private async Task<PixelAgreement> AgreementAsync(Uri[] addresses, RasterGrid target, Resampling resampling)
    {
        string path = Path.Combine(scene, $"sample-{resampling}.raw");
        await PeerAsync(target, resampling, path, _files);
        byte[] samples = await File.ReadAllBytesAsync(path);
        File.Delete(path);
        using RangeReaderFactory readers = new(new SourcePolicy { AllowLoopback = true });
        CogRasterOpener opener = new(readers);
        PixelAgreement all = default;
        for (int i = 0; i < addresses.Length; i++)
        {
            await using IRasterSource image = await opener.OpenAsync(addresses[i]);
            int size = samples.Length / addresses.Length;
            all += await WarpBenchmark.AgreementAsync(image, target, resampling, samples.AsMemory(i * size, size));
        }

        return all;
    }

    private async Task<double> PeerAsync(RasterGrid target, Resampling resampling, string sample, params IEnumerable<object> images)
    {
        object[] arguments = [target.Crs.Epsg, target.OriginX, target.OriginY, target.PixelSize, target.Width, target.Height, resampling.ToString().ToLowerInvariant(), threads, sample, .. images];
        return (await Peer.RunAsync("Warp/warp_http_peer.py", [.. arguments.Select(argument => Convert.ToString(argument, CultureInfo.InvariantCulture)!)])).GetProperty("seconds").GetDouble();
    }
}
