using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using RasterFlow.Mosaics;

namespace RasterFlow.Bench.Median;

/// <summary>Per-pixel median of many looks with gaps: ours against numpy.nanmedian on the same shape, both on one core. <c>--stride</c> is the distance of planes in samples; the mosaic's own by default.</summary>
internal static class MedianBenchmark
{
    public static async Task<int> RunAsync(BenchArguments arguments)
    {
        int looks = arguments.Integer("looks", 10);
        int side = arguments.Integer("side", 1024);
        await Peer.InstallAsync("python3-numpy");
        int stride = arguments.Integer("stride", LookSet.StrideOf(side * side));
        double ours = Measure(looks, side, stride);
        double packed = Measure(looks, side, side * side);
        JsonElement peer = await Peer.RunAsync("Median/median_peer.py", $"{looks}", $"{side}");
        double theirs = peer.GetProperty("seconds").GetDouble();
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"median of {looks} looks, {side} x {side} pixels: RasterFlow {ours * 1000:0.0} ms, numpy.nanmedian {theirs * 1000:0.0} ms, ratio {theirs / ours:0.0}"));
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"planes {stride} samples apart: {side * side / ours / 1e6:0} Mpixel/s; {side * side} apart: {side * side / packed / 1e6:0} Mpixel/s"));
        return 0;
    }

    private static double Measure(int looks, int side, int stride)
    {
        int pixels = side * side;
        ushort[] source = new ushort[looks * stride];
        Random random = new(1);
        for (int i = 0; i < source.Length; i++)
        {
            source[i] = random.Next(4) == 0 ? (ushort)0 : (ushort)random.Next(1, 10_000);
        }

        ushort[] median = new ushort[pixels];
        double best = double.MaxValue;
        for (int run = 0; run < 10; run++)
        {
            Stopwatch clock = Stopwatch.StartNew();
            MedianKernel.Compute(source, stride, looks, median);
            best = Math.Min(best, clock.Elapsed.TotalSeconds);
        }

        return best;
    }
}
