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

    private const int Window = 2 * Block;

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
        PhaseClock write = new(), read = new();
        for (int round = 0; round < run.Rounds; round++)
        {
            await WriteAsync(layout, store, Path.Combine(folder, "samples"), write);
            write.EndRound();
            await ReadAsync(layout, store, read);
            read.EndRound();
        }

        double peak = PeakMegabytes();
        string hash = await HashAsync(layout, store);
        long bytes = Directory.EnumerateFiles(Path.Combine(folder, $"ours-{run.Format}"), "*", SearchOption.AllDirectories).Sum(static file => new FileInfo(file).Length);
        Directory.Delete(Path.Combine(folder, $"ours-{run.Format}"), recursive: true);
        return new ZarrFigures(write.BestSeconds, read.BestSeconds, write.BestCpuSeconds, read.BestCpuSeconds, hash, peak, bytes);
    }

    /// <summary>Writes as many blocks at a time as there are cores; reading the samples from their file is not timed.</summary>
    private static async Task WriteAsync(RasterStoreLayout layout, FileObjectStore store, string samples, PhaseClock clock)
    {
        RasterStoreWriter writer = await RasterStoreWriter.CreateAsync(store, "m.zarr", layout);
        using SafeFileHandle file = File.OpenHandle(samples);
        foreach (int[] numbers in Enumerable.Range(0, layout.BlockCount).Chunk(Environment.ProcessorCount))
        {
            RentedBuffer<ushort>[] buffers = [.. numbers.Select(number => Load(file, layout, layout.BlockAt(number)))];
            clock.Start();
            await Task.WhenAll(numbers.Select((number, i) => Task.Run(() => writer.WriteBlockAsync<ushort>(layout.BlockAt(number), buffers[i].Memory))));
            clock.Stop();
            foreach (RentedBuffer<ushort> buffer in buffers)
            {
                buffer.Dispose();
            }
        }
    }

    /// <summary>The SHA-256 of the samples in C order, which windows are put back into.</summary>
    private static async Task<string> HashAsync(RasterStoreLayout layout, FileObjectStore store)
    {
        using IncrementalHash digest = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        RasterStoreReader reader = await RasterStoreReader.OpenAsync(store, "m.zarr");
        ushort[] strip = new ushort[layout.Grid.Width * Block];
        for (int band = 0; band < layout.Bands.Count; band++)
        {
            for (int y = 0; y < layout.Grid.Height; y += Block)
            {
                PixelWindow window = new PixelWindow(0, y, layout.Grid.Width, Block).Intersect(layout.Grid.Window);
                await reader.ReadAsync<ushort>(0, band, window, strip.AsMemory(0, window.Area));
                digest.AppendData(MemoryMarshal.AsBytes(strip.AsSpan(0, window.Area)));
            }
        }

        return Convert.ToHexStringLower(digest.GetHashAndReset());
    }

    private static RentedBuffer<ushort> Load(SafeFileHandle file, RasterStoreLayout layout, BlockIndex block)
    {
        PixelWindow window = layout.WindowOf(block);
        RentedBuffer<ushort> samples = new(layout.Bands.Count * window.Area);
        for (int row = 0; row < layout.Bands.Count * window.Height; row++)
        {
            (int band, int y) = Math.DivRem(row, window.Height);
            long offset = ((((long)band * layout.Grid.Height) + window.Y + y) * layout.Grid.Width) + window.X;
            RandomAccess.Read(file, MemoryMarshal.AsBytes(samples.Span.Slice(row * window.Width, window.Width)), offset * sizeof(ushort));
        }

        return samples;
    }

    /// <summary>Reads windows of four blocks, as a consumer that goes through a raster does.</summary>
    private static async Task ReadAsync(RasterStoreLayout layout, FileObjectStore store, PhaseClock clock)
    {
        clock.Start();
        RasterStoreReader reader = await RasterStoreReader.OpenAsync(store, "m.zarr");
        using RentedBuffer<ushort> part = new(Window * Window);
        for (int band = 0; band < layout.Bands.Count; band++)
        {
            for (int y = 0; y < layout.Grid.Height; y += Window)
            {
                for (int x = 0; x < layout.Grid.Width; x += Window)
                {
                    PixelWindow window = new PixelWindow(x, y, Window, Window).Intersect(layout.Grid.Window);
                    await reader.ReadAsync(0, band, window, part.Memory[..window.Area]);
                }
            }
        }

        clock.Stop();
    }

    private static double PeakMegabytes()
    {
        string line = File.ReadLines("/proc/self/status").First(static line => line.StartsWith("VmHWM", StringComparison.Ordinal));
        return double.Parse(line.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture) / 1024;
    }
}
