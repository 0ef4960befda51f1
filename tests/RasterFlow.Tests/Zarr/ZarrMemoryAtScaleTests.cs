using RasterFlow.Imagery;
using RasterFlow.Zarr;

namespace RasterFlow.Tests.Zarr;

/// <summary>Memory is the process's, so nothing else may run beside these.</summary>
[CollectionDefinition(nameof(ZarrMemoryAtScaleTests), DisableParallelization = true)]
public sealed class ZarrMemoryAtScaleDefinition;

/// <summary>
/// What a store of a million shards takes of the managed heap, on disk so that the store itself takes none of it. Bounds are below what anything kept for each shard
/// would come to: a pointer a shard is 8 MB, a key 100 MB, an inner index of 16 chunks 256 MB.
/// </summary>
[Collection(nameof(ZarrMemoryAtScaleTests))]
public sealed class ZarrMemoryAtScaleTests : IDisposable
{
    private const int Chunk = 256;
    private readonly TemporaryStore _files = new();

    public void Dispose() => _files.Dispose();

    [Theory]
    [InlineData(3)]
    [InlineData(2)]
    public async Task Open_MillionShards_TakesNoMoreThanAHundred(int format)
    {
        (long smallAllocated, long smallLive) = await OpenAsync("small.zarr", 10, format);
        (long allocated, long live) = await OpenAsync("large.zarr", 1000, format);

        // Measured: 0.1 to 0.3 MB allocated by both, next to nothing held.
        allocated.ShouldBeLessThan(smallAllocated + (1 << 20));
        live.ShouldBeLessThan(smallLive + (1 << 20));
    }

    [Fact]
    public async Task Consolidate_MillionShards_TakesAFewMegabytes()
    {
        (long smallAllocated, long smallLive) = await ConsolidateAsync("small.zarr", 10);
        (long allocated, long live) = await ConsolidateAsync("large.zarr", 1000);

        // Measured: 5.1 MB, the longest coordinate of a level (512,000 numbers) being written, against 1.1 MB of a hundred shards; 21 MB allocated in all.
        live.ShouldBeLessThan(7 << 20);
        allocated.ShouldBeLessThan(40 << 20);
        smallLive.ShouldBeLessThan(2 << 20);
    }

    private static RasterStoreLayout Layout(int blocksASide, int format = 3) => TestStores.Layout(width: 1024 * blocksASide, height: 1024 * blocksASide, bands: 2, block: 1024, chunk: Chunk) with
    {
        Times = [new DateOnly(2023, 1, 1)],
        TimeDeltaDays = [365],
        ZarrFormat = format,
    };

    private async Task<(long Allocated, long Live)> OpenAsync(string root, int side, int format)
    {
        RasterStoreLayout layout = Layout(side, format);
        RasterStoreWriter writer = await RasterStoreWriter.CreateAsync(_files.Objects, root, layout);
        await writer.WriteBlockAsync<ushort>(new(0, side / 2, side / 2), Enumerable.Repeat((ushort)42, 2 * 1024 * 1024).ToArray());
        ushort[] window = new ushort[512 * 512];
        HeapWatch watch = new(_files.Objects);
        await watch.MeasureAsync(async () =>
        {
            RasterStoreReader reader = await RasterStoreReader.OpenAsync(watch, root);

            // A place with data, and one far away whose shards are missing.
            await reader.ReadAsync<ushort>(0, 1, new PixelWindow((side / 2 * 1024) + 100, (side / 2 * 1024) + 100, 512, 512), window);
            window.ShouldAllBe(value => value == 42);
            await reader.ReadAsync<ushort>(0, 1, new PixelWindow(300, 300, 512, 512), window);
            window.ShouldAllBe(value => value == 0);
            return reader;
        });
        return (watch.Allocated, watch.PeakLive);
    }

    private async Task<(long Allocated, long Live)> ConsolidateAsync(string root, int side)
    {
        RasterStoreLayout layout = Layout(side);
        await RasterStoreWriter.CreateAsync(_files.Objects, root, layout);
        await PyramidWriter.Open(_files.Objects, root, layout).WriteBlockAsync<ushort>(new(0, side / 2, side / 2), Enumerable.Repeat((ushort)42, 2 * 1024 * 1024).ToArray());
        HeapWatch watch = new(_files.Objects);
        await watch.MeasureAsync(async () =>
        {
            MultiscaleBuilder builder = new(watch, root, layout);
            await builder.WriteMetadataAsync();
            return builder;
        });
        return (watch.Allocated, watch.PeakLive);
    }
}
