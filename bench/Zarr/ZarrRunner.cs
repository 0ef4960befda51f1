using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Microsoft.Win32.SafeHandles;
using RasterFlow.Areas;
using RasterFlow.Imagery;
using RasterFlow.Storage;
using RasterFlow.Zarr;

namespace RasterFlow.Bench.Zarr;

/// <summary>Our side: block by block from a file of raw samples to a store, and back.</summary>
internal static class ZarrRunner
{
    public const int Chunk = 256;

    private const int Block = 1024;

    /// <summary>Writes samples that compress like imagery: slow changes, sharp edges and noise in the last six bits; returns their SHA-256.</summary>
    public static async Task<string> WriteSamplesAsync(ZarrRun run, string path)
    {
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        await using FileStream file = new(path, FileMode.Create);
        Random random = new(1);
        byte[] row = new byte[run.Side * sizeof(ushort)];
        for (int i = 0; i < run.Bands * run.Side; i++)
        {
            Span<ushort> values = MemoryMarshal.Cast<byte, ushort>(row.AsSpan());
            (int band, int y) = Math.DivRem(i, run.Side);
            for (int x = 0; x < values.Length; x++)
            {
                int field = ((x / 37) * 7919 + (y / 53) * 104729) % 1800;
                values[x] = (ushort)(400 + (300 * band) + field + random.Next(64));
            }

            hash.AppendData(row);
            await file.WriteAsync(row);
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    public static async Task<ZarrFigures> RunAsync(ZarrRun run, string folder)
    {
        FileObjectStore store = new(Path.Combine(folder, $"ours-{run.Format}"));
        RasterStoreLayout layout = new()
        {
            Grid = new RasterGrid(Crs.FromEpsg(32633), 500000, 5000000, 10, run.Side, run.Side),
            Times = [new DateOnly(2023, 1, 1)],
            Bands = [.. Enumerable.Range(0, run.Bands).Select(static band => $"b{band}")],
            SampleType = RasterSampleType.UInt16,
            BlockSize = Block,
            ChunkSize = Chunk,
            ZarrFormat = run.Format,
        };
        (double write, double read) = (double.MaxValue, double.MaxValue);
        for (int round = 0; round < run.Rounds; round++)
        {
            write = Math.Min(write, await WriteAsync(layout, store, Path.Combine(folder, "samples")));
            read = Math.Min(read, (await ReadAsync(layout, store, hash: false)).Seconds);
        }

        double peak = PeakMegabytes();
        string hash = (await ReadAsync(layout, store, hash: true)).Hash;
        long bytes = Directory.EnumerateFiles(Path.Combine(folder, $"ours-{run.Format}"), "*", SearchOption.AllDirectories).Sum(static file => new FileInfo(file).Length);
        Directory.Delete(Path.Combine(folder, $"ours-{run.Format}"), recursive: true);
        return new ZarrFigures(write, read, hash, peak, bytes);
    }

    private static async Task<double> WriteAsync(RasterStoreLayout layout, FileObjectStore store, string samples)
    {
        RasterStoreWriter writer = await RasterStoreWriter.CreateAsync(store, "m.zarr", layout);
        using SafeFileHandle file = File.OpenHandle(samples);
        Stopwatch clock = Stopwatch.StartNew();
        ParallelOptions options = new() { MaxDegreeOfParallelism = Environment.ProcessorCount };
        await Parallel.ForEachAsync(Enumerable.Range(0, layout.BlockCount), options, async (number, _) =>
        {
            BlockIndex block = layout.BlockAt(number);
            PixelWindow window = layout.WindowOf(block);
            using RentedBuffer<ushort> buffer = new(layout.Bands.Count * window.Area);
            Load(file, layout.Grid, window, buffer.Span);
            await writer.WriteBlockAsync<ushort>(block, buffer.Memory);
        });
        return clock.Elapsed.TotalSeconds;
    }

    private static void Load(SafeFileHandle file, RasterGrid grid, PixelWindow window, Span<ushort> block)
    {
        for (int row = 0; row < block.Length / window.Width; row++)
        {
            (int band, int y) = Math.DivRem(row, window.Height);
            long offset = ((((long)band * grid.Height) + window.Y + y) * grid.Width) + window.X;
            RandomAccess.Read(file, MemoryMarshal.AsBytes(block.Slice(row * window.Width, window.Width)), offset * sizeof(ushort));
        }
    }

    /// <summary>Reads strips of blocks, as a consumer that goes through a raster does.</summary>
    private static async Task<(double Seconds, string Hash)> ReadAsync(RasterStoreLayout layout, FileObjectStore store, bool hash)
    {
        using IncrementalHash digest = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Stopwatch clock = Stopwatch.StartNew();
        RasterStoreReader reader = await RasterStoreReader.OpenAsync(store, "m.zarr");
        using RentedBuffer<ushort> strip = new(layout.Grid.Width * Block);
        for (int band = 0; band < layout.Bands.Count; band++)
        {
            for (int y = 0; y < layout.Grid.Height; y += Block)
            {
                PixelWindow window = new PixelWindow(0, y, layout.Grid.Width, Block).Intersect(layout.Grid.Window);
                await reader.ReadAsync(0, band, window, strip.Memory[..window.Area]);
                if (hash)
                {
                    digest.AppendData(MemoryMarshal.AsBytes(strip.Span[..window.Area]));
                }
            }
        }

        return (clock.Elapsed.TotalSeconds, hash ? Convert.ToHexStringLower(digest.GetHashAndReset()) : string.Empty);
    }

    private static double PeakMegabytes()
    {
        string line = File.ReadLines("/proc/self/status").First(static line => line.StartsWith("VmHWM", StringComparison.Ordinal));
        return double.Parse(line.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture) / 1024;
    }
}
