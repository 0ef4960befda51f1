using RasterFlow.Bench;
using RasterFlow.Bench.Cog;
using RasterFlow.Bench.Inference;
using RasterFlow.Bench.Median;
using RasterFlow.Bench.Mosaic;
using RasterFlow.Bench.Tiles;
using RasterFlow.Bench.Vectorize;
using RasterFlow.Bench.Warp;
using RasterFlow.Bench.Zarr;

// Every benchmark runs our code and what a user would pick instead, on the same input in one run, and prints the ratio.
Dictionary<string, Func<BenchArguments, Task<int>>> benchmarks = new(StringComparer.Ordinal)
{
    ["cog"] = CogBenchmark.RunAsync,
    ["inference"] = InferenceBenchmark.RunAsync,
    ["median"] = MedianBenchmark.RunAsync,
    ["mosaic"] = MosaicBenchmark.RunAsync,
    ["mosaic-run"] = MosaicRun.RunHereAsync,
    ["tiles"] = TilesBenchmark.RunAsync,
    ["vectorize"] = VectorizeBenchmark.RunAsync,
    ["warp"] = WarpBenchmark.RunAsync,
    ["zarr"] = ZarrBenchmark.RunAsync,
};

if (args.Length == 0 || !benchmarks.TryGetValue(args[0], out Func<BenchArguments, Task<int>>? benchmark))
{
    Console.Error.WriteLine($"usage: ./rasterflow bench {string.Join('|', benchmarks.Keys)} [--option value ...]");
    return 2;
}

return await benchmark(BenchArguments.Parse(args.AsSpan(1)));
