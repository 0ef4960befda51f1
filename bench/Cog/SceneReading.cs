using System.Security.Cryptography;
using RasterFlow.Imagery;
using RasterFlow.Storage;

namespace RasterFlow.Bench.Cog;

/// <summary>Reads whole images of one band, as <c>rasterio.open(path).read(1)</c> does.</summary>
internal sealed class SceneReading(IRangeReaderFactory readers, int threads, int requests) : IDisposable
{
    private readonly SemaphoreSlim _decoders = new(threads);

    public async Task<byte[]> ReadAsync(Uri address)
    {
        CogFile file = await CogFile.OpenAsync(readers.Open(address));
        CogLevel level = file.Full;
        int size = level.SampleBytes;
        byte[] image = GC.AllocateUninitializedArray<byte>(level.Width * level.Height * size);
        TileFetcher fetcher = new(file, requests, _decoders);
        await fetcher.FetchAsync(level, Enumerable.Range(0, level.TilesAcross * level.TilesDown), Place, CancellationToken.None);
        return image;

        void Place(int tile, ReadOnlySpan<byte> samples)
        {
            PixelWindow window = level.WindowOf(tile);
            for (int y = 0; y < window.Height; y++)
            {
                samples.Slice(y * level.TileWidth * size, window.Width * size)
                    .CopyTo(image.AsSpan((((window.Y + y) * level.Width) + window.X) * size));
            }
        }
    }

    public async Task<string> HashAsync(Uri address) => Convert.ToHexStringLower(SHA256.HashData(await ReadAsync(address)));

    public void Dispose() => _decoders.Dispose();
}
