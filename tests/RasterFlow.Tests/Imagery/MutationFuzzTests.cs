using System.Diagnostics;
using System.Globalization;
using RasterFlow.Areas;
using RasterFlow.Imagery;

namespace RasterFlow.Tests.Imagery;

/// <summary>Runs alone, so that the memory it measures is its own.</summary>
[CollectionDefinition(nameof(MutationFuzzTests), DisableParallelization = true)]
public sealed class MutationFuzzCollection;

/// <summary>
/// Seeded mutations of headers and tiles: whatever is damaged, the reader ends soon, in its own exceptions, with bounded memory; so does the way that jobs
/// read images, onto a grid in another system through a cache.
/// RASTERFLOW_FUZZ_ROUNDS sets another number of rounds than 10,000; a failure names its round, and each round has its own seed.
/// </summary>
[Collection(nameof(MutationFuzzTests))]
public sealed class MutationFuzzTests : IDisposable
{
    private const long MemoryLimit = 256L * 1024 * 1024;
    private static readonly TimeSpan RoundLimit = TimeSpan.FromSeconds(20);

    private static readonly int Rounds = int.TryParse(Environment.GetEnvironmentVariable("RASTERFLOW_FUZZ_ROUNDS"), CultureInfo.InvariantCulture, out int rounds) ? rounds : 10_000;

    private static readonly TestTiff[] Layouts =
    [
        new() { Predictor = 2, Overviews = 2 },
        new() { Predictor = 2, BigEndian = true, BigTiff = true, Bands = 3, Planar = true },
        new() { Compression = 1, RowsPerStrip = 16, Bands = 2 },
        new() { Compression = 5, Predictor = 2, BigTiff = true },
        new() { Compression = 5, RowsPerStrip = 33, BigEndian = true },
        new() { Compression = 32773, Bits = 8, Bands = 4 },
        new() { Compression = 50000, Predictor = 2, Overviews = 1 },
        new() { Compression = 50000, Bits = 32, SampleFormat = 3, Predictor = 3 },
        new() { Bits = 64, SampleFormat = 3, Predictor = 3, BigEndian = true },
        new() { Bits = 15, NoData = "0" },
        new() { Bits = 24, RowsPerStrip = 16 },
        new() { Bits = 16, SampleFormat = 3, Predictor = 3, Bands = 2 },
        new() { Bits = 1, RowsPerStrip = 70, Compression = 32946, Value = (_, _, x, y) => (x ^ y) & 1 },
        new() { Mask = new TestTiff { Bits = 1, Tile = 16, Value = (_, _, x, _) => x & 1 }, Overviews = 1, IsSparse = tile => tile == 2 },
    ];

    /// <summary>Two windows over the sound layouts, in another reference system: they share tiles.</summary>
    private static readonly RasterGrid Target = TargetOver(500_000, 5_000_000);

    private readonly long _mostBytes = LargeArrayBudget.MostBytes;

    public MutationFuzzTests() => LargeArrayBudget.MostBytes = 0;

    public void Dispose() => LargeArrayBudget.MostBytes = _mostBytes;

    [Fact]
    public async Task Read_Mutated_EndsSoonInOurExceptionsWithBoundedMemory()
    {
        byte[][] sound = [.. Layouts.Select(layout => layout.Write())];
        foreach (byte[] file in sound)
        {
            (await RefusalOfAsync(() => ReadAsync(file))).ShouldBeNull();
            (await RefusalOfAsync(() => WarpAsync(file, Resampling.Nearest))).ShouldBeNull();
        }

        // What a read allocates in all is more than it ever holds at once (nothing is pooled here), and does not depend on when garbage is collected.
        long most = 0;
        int refused = 0;
        TimeSpan longest = default;
        for (int round = 0; round < Rounds; round++)
        {
            byte[] mutated = Mutate(sound[round % sound.Length], new Random(round));
            Resampling resampling = (Resampling)(round / sound.Length % Enum.GetValues<Resampling>().Length);
            Stopwatch clock = Stopwatch.StartNew();
            try
            {
                most = Math.Max(most, await AllocatedAsync(async () => refused += await RefusalOfAsync(() => ReadAsync(mutated)).WaitAsync(RoundLimit) is null ? 0 : 1));
                most = Math.Max(most, await AllocatedAsync(() => RefusalOfAsync(() => WarpAsync(mutated, resampling)).WaitAsync(RoundLimit)));
            }
            catch (Exception e)
            {
                throw new InvalidOperationException($"Round {round} ended in {e.GetType().Name}: {e.Message}", e);
            }

            longest = clock.Elapsed > longest ? clock.Elapsed : longest;
        }

        most.ShouldBeLessThan(MemoryLimit, $"{refused} of {Rounds} refused, the longest round took {longest}");
        refused.ShouldBeInRange(Rounds / 4, Rounds - (Rounds / 20));
    }

    private static async Task<long> AllocatedAsync(Func<Task> read)
    {
        long before = GC.GetTotalAllocatedBytes();
        await read();
        return GC.GetTotalAllocatedBytes() - before;
    }

    private static async Task<RasterException?> RefusalOfAsync(Func<Task> read)
    {
        try
        {
            await read();
            return null;
        }
        catch (RasterException e)
        {
            return e;
        }
    }

    /// <summary>Reads everything in a file.</summary>
    private static async Task ReadAsync(byte[] content)
    {
        CogFile file = await CogFile.OpenAsync(new MemoryRangeReader(content));
        TileFetcher fetcher = new(file, 4);
        foreach (CogLevel level in file.Levels)
        {
            int tiles = level.TilesAcross * level.TilesDown * (level.IsPlanar ? level.BandCount : 1);
            await fetcher.FetchAsync(level, Enumerable.Range(0, tiles), (_, samples) => samples.Length.ShouldBeGreaterThan(0), CancellationToken.None);
        }
    }

    /// <summary>Reads a file's last band onto two windows of a grid at once; floats and wide numbers are no imagery.</summary>
    private static async Task WarpAsync(byte[] content, Resampling resampling)
    {
        CogFile file = await CogFile.OpenAsync(new MemoryRangeReader(content));
        if (!SampleConverter.Supports(file.Full))
        {
            return;
        }

        CogRasterSource source = new(file, new TileCache(TileCache.DefaultBytes));
        PixelWindow left = new(0, 0, Target.Width / 2, Target.Height);
        PixelWindow right = left with { X = left.Width };
        await Task.WhenAll(new[] { left, right }.Select(window => source.ReadAsync(source.BandCount - 1, Target, window, resampling, new ushort[window.Area])));
    }

    private static RasterGrid TargetOver(double originX, double originY)
    {
        (double x, double y) = new CrsTransform(Crs.FromEpsg(32633), Crs.WebMercator).Apply(originX, originY);
        return new RasterGrid(Crs.WebMercator, x, y, 30, 40, 30);
    }

    private static byte[] Mutate(byte[] sound, Random random)
    {
        byte[] file = [.. sound];
        int header = Math.Min(file.Length, 900);
        for (int i = random.Next(1, 5); i > 0; i--)
        {
            int end = random.Next(3) == 0 ? file.Length : header;
            int at = random.Next(end - 8);
            switch (random.Next(6))
            {
                case 0:
                    file[at] = (byte)random.Next(256);
                    break;
                case 1:
                    file[at] ^= (byte)(1 << random.Next(8));
                    break;
                case 2:
                    uint[] extremes = [0, 1, 255, 0xFFFF, 0x7FFF_FFFF, 0x8000_0000, 0xFFFF_FFFF, (uint)file.Length, (uint)file.Length - 1, 0x1000_0000];
                    BitConverter.GetBytes(extremes[random.Next(extremes.Length)]).CopyTo(file, at & ~1);
                    break;
                case 3:
                    BitConverter.GetBytes((ushort)random.Next(65536)).CopyTo(file, at & ~1);
                    break;
                case 4:
                    int length = random.Next(1, 64);
                    int from = random.Next(Math.Max(1, file.Length - length));
                    length = Math.Min(length, file.Length - Math.Max(from, at));
                    Array.Copy(file, from, file, at, length);
                    break;
                default:
                    file.AsSpan(at, Math.Min(random.Next(1, 32), file.Length - at)).Fill((byte)(random.Next(2) * 255));
                    break;
            }
        }

        return random.Next(8) == 0 ? file[..random.Next(file.Length)] : file;
    }
}
