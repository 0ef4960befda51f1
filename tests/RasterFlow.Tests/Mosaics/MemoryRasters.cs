using RasterFlow.Imagery;

namespace RasterFlow.Tests.Mosaics;

/// <summary>Images in memory on one grid: pixel values [band, y, x] by address. Counts what is open and can fail.</summary>
internal sealed class MemoryRasters(RasterGrid grid) : IRasterOpener
{
    private int _open;
    private int _reads;

    public Dictionary<Uri, ushort[]> Images { get; } = [];

    public HashSet<Uri> Broken { get; } = [];

    public HashSet<Uri> Damaged { get; } = [];

    /// <summary>Thrown when this image is read.</summary>
    public Dictionary<Uri, Exception> Throws { get; } = [];

    public int Open => _open;

    public int Reads => _reads;

    public Task<IRasterSource> OpenAsync(Uri href, CancellationToken cancellationToken = default)
    {
        Interlocked.Increment(ref _open);
        return Task.FromResult<IRasterSource>(new Source(this, href, grid));
    }

    private sealed class Source(MemoryRasters owner, Uri href, RasterGrid grid) : IRasterSource
    {
        public RasterGrid Grid => grid;

        public int BandCount => owner.Images[href].Length / grid.Window.Area;

        public async Task ReadAsync(RasterBand band, RasterGrid target, PixelWindow window, Resampling resampling, Memory<ushort> destination, CancellationToken cancellationToken = default)
        {
            Interlocked.Increment(ref owner._reads);
            await Task.Yield();
            cancellationToken.ThrowIfCancellationRequested();
            if (owner.Broken.Contains(href))
            {
                throw new IOException("the disk is full of sand");
            }

            if (owner.Damaged.Contains(href))
            {
                throw new InvalidRasterException(href.AbsolutePath, null, "the tile is cut off");
            }

            if (owner.Throws.TryGetValue(href, out Exception? e))
            {
                throw e;
            }

            target.ShouldBe(grid);
            ReadOnlyMemory<ushort> image = owner.Images[href].AsMemory(band.Index * grid.Window.Area, grid.Window.Area);
            for (int y = 0; y < window.Height; y++)
            {
                image.Span.Slice(((window.Y + y) * grid.Width) + window.X, window.Width).CopyTo(destination.Span[(y * window.Width)..]);
            }

            if (band.NoData is { } noData)
            {
                destination.Span[..window.Area].Replace(noData, (ushort)0);
            }
        }

        public ValueTask DisposeAsync()
        {
            Interlocked.Decrement(ref owner._open);
            return ValueTask.CompletedTask;
        }
    }
}
